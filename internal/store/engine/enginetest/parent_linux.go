package enginetest

import "syscall"

// dieWithParent ends the server when the test program is killed.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT} }
