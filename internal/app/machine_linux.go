package app

import (
	"io/fs"
	"os"
	"syscall"
)

// unsynced is what the kernel sets while nobody keeps its clock (adjtimex(2): STA_UNSYNC).
const unsynced = 0x0040

// clockUnsynced asks the kernel whether somebody keeps its clock right.
func clockUnsynced() (unsyncedNow, known bool) {
	var t syscall.Timex
	if _, err := syscall.Adjtimex(&t); err != nil {
		return false, false
	}
	return t.Status&unsynced != 0, true
}

// diskFree returns how many bytes we may still write below a path.
func diskFree(path string) (int64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * s.Bsize, true //nolint:gosec // no disk is that large
}

// anothers tells whether a file belongs to another user than the one who runs this.
func anothers(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) != os.Geteuid()
}
