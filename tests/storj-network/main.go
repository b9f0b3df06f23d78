// Command storj-network runs a whole Storj network on loopback, for tests: a satellite, four storage nodes, the auth
// service and link sharing, all official code, with a PostgreSQL and a small S3 gateway of its own.
//
// It prints one line of JSON when everything answers (see ready), then answers each line of JSON on its standard input
// (see request) with one line of JSON, until standard input ends or it is told to stop. Nothing stays behind.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "storj-network:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	// Standard output is for our lines alone; what a library prints goes to standard error.
	answers := json.NewEncoder(os.Stdout)
	answers.SetEscapeHTML(false)
	os.Stdout = os.Stderr
	// Whoever started us may be gone, and its pipes with it: that must not keep us from cleaning up.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()

	requests := make(chan []byte)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		// The end of standard input says that whoever started us is gone, even killed: then we end too.
		defer cancel()
		readLines(ctx, os.Stdin, requests)
	}()

	running, err := start(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil // told to stop before everything was up
		}
		return err
	}
	defer func() { err = errors.Join(err, running.close()) }()

	if err := answers.Encode(running.ready()); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-requests:
			if err := answers.Encode(running.answer(ctx, line)); err != nil {
				return err
			}
		}
	}
}

// readLines sends every line, of whatever length, until the input ends.
func readLines(ctx context.Context, input io.Reader, lines chan<- []byte) {
	reader := bufio.NewReader(input)
	for {
		line, err := reader.ReadBytes('\n')
		if err != nil {
			return
		}
		select {
		case lines <- line:
		case <-ctx.Done():
			return
		}
	}
}
