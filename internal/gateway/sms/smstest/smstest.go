// Package smstest is the other side of the text gateways for tests: Debian's real Kannel with its fake centre, and a short message
// centre that speaks SMPP 3.4, since Debian has no server for it.
package smstest
