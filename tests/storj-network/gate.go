package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// gate stands before a service, at an address that stays the same while the service comes and goes.
type gate struct {
	address string
	service string
	// A socket that is bound and doesn't listen: nobody else gets the port while the gate refuses.
	reservation int

	mutex    sync.Mutex
	hangs    bool
	listener net.Listener
	open     map[net.Conn]struct{}
}

// What a gate can do with those who come.
const (
	gateServes  = "serves"
	gateRefuses = "refuses"
	gateHangs   = "hangs"
)

// openGate puts a gate before a service and says where.
func (n *network) openGate(name, service string) (string, error) {
	g := &gate{service: service, open: map[net.Conn]struct{}{}}
	listener, err := listenShared("127.0.0.1:0")
	if err != nil {
		return "", err
	}
	g.address = listener.Addr().String()
	if g.reservation, err = reserve(listener.Addr().(*net.TCPAddr).Port); err != nil {
		return "", errors.Join(err, listener.Close())
	}
	g.listen(listener)
	n.gates[name] = g
	n.undo = append(n.undo, func() error { return errors.Join(g.set(gateRefuses), syscall.Close(g.reservation)) })
	return g.address, nil
}

// set changes what the gate does; connections of before are cut.
func (g *gate) set(state string) error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.listener != nil {
		_ = g.listener.Close()
		g.listener = nil
	}
	for connection := range g.open {
		_ = connection.Close()
	}
	clear(g.open)
	switch state {
	case gateRefuses:
		return nil
	case gateServes, gateHangs:
		g.hangs = state == gateHangs
	default:
		return fmt.Errorf("a gate %s, %s or %s, not %q", gateServes, gateRefuses, gateHangs, state)
	}
	listener, err := listenShared(g.address)
	if err != nil {
		return err
	}
	g.listen(listener)
	return nil
}

func (g *gate) listen(listener net.Listener) {
	g.listener = listener
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go g.admit(listener, connection)
		}
	}()
}

// admit joins a visitor with the service, or keeps it waiting without a word.
func (g *gate) admit(from net.Listener, visitor net.Conn) {
	if !g.keep(from, visitor) || g.waits() {
		return
	}
	inside, err := net.Dial("tcp", g.service)
	if err != nil {
		g.drop(visitor)
		return
	}
	if !g.keep(from, inside) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { pass(inside, visitor) })
	both.Go(func() { pass(visitor, inside) })
	both.Wait()
	g.drop(visitor)
	g.drop(inside)
}

// keep remembers a connection for as long as its listener is the gate's; a late one is cut.
func (g *gate) keep(from net.Listener, connection net.Conn) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.listener != from {
		_ = connection.Close()
		return false
	}
	g.open[connection] = struct{}{}
	return true
}

func (g *gate) waits() bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.hangs
}

func (g *gate) drop(connection net.Conn) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	_ = connection.Close()
	delete(g.open, connection)
}

// pass carries one direction, and its end.
func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	if half, ok := to.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
}

func listenShared(address string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		failed := raw.Control(func(socket uintptr) { err = share(int(socket)) })
		return errors.Join(failed, err)
	}}
	return config.Listen(context.Background(), "tcp", address)
}

func reserve(port int) (int, error) {
	syscall.ForkLock.RLock()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(socket)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return 0, err
	}
	loopback := &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	if err := errors.Join(share(socket), unix.Bind(socket, loopback)); err != nil {
		return 0, errors.Join(err, syscall.Close(socket))
	}
	return socket, nil
}

func share(socket int) error {
	return unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
}
