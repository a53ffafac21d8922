//go:build !linux

package app

import "io/fs"

// clockUnsynced is known on Linux only.
func clockUnsynced() (unsyncedNow, known bool) { return false, false }

// diskFree is known on Linux only.
func diskFree(string) (int64, bool) { return 0, false }

// anothers is known on Linux only.
func anothers(fs.FileInfo) bool { return false }
