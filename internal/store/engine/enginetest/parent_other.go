//go:build !linux

package enginetest

import "syscall"

// dieWithParent has no way to end the server with the test program here.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
