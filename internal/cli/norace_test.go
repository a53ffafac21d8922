//go:build !race

package cli_test

// raced tells whether this program carries the race detector, which makes its children many times slower.
const raced = false
