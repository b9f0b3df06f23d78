package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// folder holds everything that the network writes.
type folder struct {
	path string
	// The lock on it says that we live; the system takes it from us when we die.
	lock *os.File
}

const (
	folderPattern = "satchel-storj-network-"
	lockName      = "in-use"
	// A folder without a lock may be one that is being made.
	madeWithin = time.Minute
)

// newFolder makes a folder of our own, and removes those of networks that were killed and couldn't.
func newFolder() (*folder, error) {
	sweep(os.TempDir())
	path, err := os.MkdirTemp("", folderPattern)
	if err != nil {
		return nil, err
	}
	made := &folder{path: path}
	// PostgreSQL may run as another user, who has to get through to a folder of its own.
	err = errors.Join(os.Chmod(path, 0o711), os.Mkdir(made.join("tmp"), 0o700))
	if err == nil {
		made.lock, err = lock(made.join(lockName))
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return made, nil
}

func (f *folder) join(name string) string { return filepath.Join(f.path, name) }

func (f *folder) remove() error {
	return errors.Join(os.RemoveAll(f.path), f.lock.Close())
}

// sweep does what it can: a folder that can't be removed now is tried again at the next start.
func sweep(parent string) {
	found, _ := filepath.Glob(filepath.Join(parent, folderPattern+"*"))
	for _, path := range found {
		about, err := os.Stat(path)
		if err != nil || time.Since(about.ModTime()) < madeWithin {
			continue
		}
		held, err := lock(filepath.Join(path, lockName))
		if err != nil {
			continue // somebody's, and alive
		}
		_ = os.RemoveAll(path)
		_ = held.Close()
	}
}

func lock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
