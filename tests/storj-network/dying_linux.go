package main

import "syscall"

// dyingWithUs has the system end a child, as Ctrl-C would, when we are killed and can't.
func dyingWithUs(attributes *syscall.SysProcAttr) *syscall.SysProcAttr {
	attributes.Pdeathsig = syscall.SIGINT
	return attributes
}
