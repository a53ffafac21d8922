//go:build !linux

package app

// clockUnsynced is known on Linux only.
func clockUnsynced() (unsyncedNow, known bool) { return false, false }

// diskFree is known on Linux only.
func diskFree(string) (int64, bool) { return 0, false }
