package enginetest

import "syscall"

// dieWithParent ends the server when the test program is killed.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT} }

// The folder that is kept in memory only, and the room that a server for a whole run of tests needs there.
const (
	memory = "/dev/shm"
	room   = 4 << 30
)

// folder is where a server lives: in memory where there is room, which makes a database in a fifth of the time. Its name is short: a socket's path
// has at most 107 bytes.
func folder() string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memory, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) >= room {
		return memory
	}
	return "/tmp"
}
