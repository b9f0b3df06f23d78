package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres is a database server of our own, reached through a socket in its folder and not at all by network.
type postgres struct {
	folder  string
	process *exec.Cmd
	output  *bytes.Buffer
	ended   chan error
}

const (
	databaseUser = "satchel"
	// The longest path that every system takes for a socket, less PostgreSQL's own file name.
	longestSocketFolder = 80
)

// startPostgres makes a new database in a folder of its own and serves it.
func startPostgres(ctx context.Context, parent *folder) (*postgres, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	p := &postgres{folder: parent.join("pg"), output: &bytes.Buffer{}, ended: make(chan error, 1)}
	if len(p.folder) > longestSocketFolder {
		return nil, fmt.Errorf("%s is too long for PostgreSQL's socket: set TMPDIR to a shorter one", p.folder)
	}
	as, err := p.makeFolder()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(p.folder, "data")
	create := p.command(programs, as, "initdb", "--pgdata="+data, "--username="+databaseUser, "--auth=trust",
		"--encoding=UTF8", "--locale=C", "--no-sync")
	if err := create.Run(); err != nil {
		return nil, p.failed("initdb", err)
	}
	// The data die with the tests, so nothing waits for the disk.
	p.process = p.command(programs, as, "postgres", "-D", data, "-k", p.folder, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "max_connections=300", "-c", "shared_buffers=32MB", "-c", "autovacuum=off")
	if err := p.serve(); err != nil {
		return nil, err
	}
	if err := p.awaitAnswer(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

// postgresPrograms is the folder that has PostgreSQL's programs. Debian keeps them out of PATH.
func postgresPrograms() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		// A link to it wouldn't find the programs and files beside it.
		if found, err = filepath.EvalSymlinks(found); err == nil {
			return filepath.Dir(found), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("PostgreSQL's initdb wasn't found: install PostgreSQL")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// makeFolder makes the folder and says who the programs run as: PostgreSQL refuses to run as root.
func (p *postgres) makeFolder() (*syscall.Credential, error) {
	if err := os.Mkdir(p.folder, 0o700); err != nil || os.Getuid() != 0 {
		return nil, err
	}
	other, err := user.Lookup("postgres")
	if err != nil {
		if other, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, errUser := strconv.ParseUint(other.Uid, 10, 32)
	gid, errGroup := strconv.ParseUint(other.Gid, 10, 32)
	if err := errors.Join(errUser, errGroup, os.Chown(p.folder, int(uid), int(gid))); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func (p *postgres) command(programs string, as *syscall.Credential, name string, arguments ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(programs, name), arguments...)
	command.Dir = p.folder
	command.Stdout, command.Stderr = p.output, p.output
	// Nothing of the caller's environment, where PG… variables would change what the programs do.
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	// A group of its own: Ctrl-C in the terminal must not end the database before those who use it.
	command.SysProcAttr = dyingWithUs(&syscall.SysProcAttr{Credential: as, Setpgid: true})
	return command
}

// serve runs the server. It dies with the thread that started it, so that thread is kept for it.
func (p *postgres) serve() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.process.Start()
		started <- err
		if err == nil {
			p.ended <- p.process.Wait()
		}
	}()
	return <-started
}

func (p *postgres) awaitAnswer(ctx context.Context) error {
	limit, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		connection, err := pgx.Connect(limit, p.url())
		if err == nil {
			return connection.Close(limit)
		}
		select {
		case <-limit.Done():
			return p.failed("connecting to PostgreSQL", err)
		case ended := <-p.ended:
			p.ended <- ended
			return p.failed("postgres", ended)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *postgres) url() string {
	query := url.Values{"host": {p.folder}, "sslmode": {"disable"}}
	return "postgres://" + databaseUser + "@/postgres?" + query.Encode()
}

// stop ends the server and waits for its end; whoever is still connected is cut off.
func (p *postgres) stop() error {
	_ = p.process.Process.Signal(os.Interrupt)
	select {
	case <-p.ended:
		return nil
	case <-time.After(10 * time.Second):
		_ = p.process.Process.Signal(syscall.SIGQUIT) // ends at once, its children too
		<-p.ended
		return errors.New("PostgreSQL didn't end by itself")
	}
}

func (p *postgres) failed(what string, err error) error {
	return fmt.Errorf("%s: %w\n%s", what, err, p.output.String())
}
