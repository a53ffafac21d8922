//go:build !linux

package enginetest

import "syscall"

// dieWithParent has no way to end the server with the test program here.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// folder is where a server lives. Its name is short: a socket's path has at most 104 bytes.
func folder() string { return "/tmp" }
