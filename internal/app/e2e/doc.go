// Package e2e holds no code, only tests: whole installations over both engines, seen from outside as a customer's browser, a stranger or
// a reader of a PDF sees them. What one package does alone is tested there.
package e2e
