//go:build !linux

package main

import "syscall"

// dyingWithUs is for Linux alone; elsewhere a child outlives us when we are killed with force.
func dyingWithUs(attributes *syscall.SysProcAttr) *syscall.SysProcAttr { return attributes }
