//go:build !race

package app_test

// raced tells whether this program carries the race detector: weeks of days and killed servers run without it, as a part of their own.
const raced = false
