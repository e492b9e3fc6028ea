// Package storetest gives tests a PostgreSQL of their own.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Postgres returns the address of a fresh, empty database, dropped when the
// test ends. The cluster is the process's own: the first call makes it of the
// system's PostgreSQL, and it ends with the process, however that ends. Where
// PostgreSQL is missing the test fails.
func Postgres(tb testing.TB) string {
	tb.Helper()
	dir, err := cluster()
	if err != nil {
		tb.Fatalf("PostgreSQL could not be started (make deps installs it): %v", err)
	}
	name := fmt.Sprintf("test%d", databases.Add(1))
	if err := run(dir, "CREATE DATABASE "+name); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := run(dir, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return address(dir, name)
}

var databases atomic.Int64

func address(dir, database string) string {
	return "postgres:///" + database + "?" + url.Values{"host": {dir}, "user": {"postgres"}}.Encode()
}

func run(dir, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address(dir, "postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// cluster returns the folder of the running cluster, with its socket.
var cluster = sync.OnceValues(func() (string, error) {
	initdb, err := find("initdb")
	if err != nil {
		return "", err
	}
	ctl, err := find("pg_ctl")
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		return "", err
	}
	as, err := owner(dir)
	if err != nil {
		return "", err
	}
	if err := watch(dir, ctl, as); err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	if err := call(dir, as, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return "", err
	}
	// Nothing outlasts the process, so nothing needs to reach the disk.
	options := "-c listen_addresses= -c unix_socket_directories=" + dir +
		" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
	return dir, call(dir, as, ctl, "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start")
})

// find looks in PATH and where Debian puts the server's programs.
func find(program string) (string, error) {
	path, err := exec.LookPath(program)
	if err == nil {
		return path, nil
	}
	found, globErr := filepath.Glob("/usr/lib/postgresql/*/bin/" + program)
	if globErr != nil || len(found) == 0 {
		return "", err
	}
	return found[len(found)-1], nil
}

// owner gives the folder to a user that PostgreSQL may run as, which root is not.
func owner(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nil, err
	}
	as := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return as, os.Chown(dir, uid, gid)
}

// call runs a program of PostgreSQL's. What it says goes to a file: a server
// that it starts keeps its output open.
func call(dir string, as *syscall.SysProcAttr, program string, args ...string) error {
	said, err := os.Create(filepath.Join(dir, filepath.Base(program)+".out"))
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), program, args...) //nolint:gosec // what find found
	cmd.Dir, cmd.SysProcAttr, cmd.Stdout, cmd.Stderr = dir, as, said, said
	err = errors.Join(cmd.Run(), said.Close())
	if err != nil {
		text, _ := os.ReadFile(said.Name()) // only to say more
		return fmt.Errorf("%s: %w\n%s", program, err, text)
	}
	return nil
}

// lifeline is open as long as the process lives: nobody closes it.
var lifeline struct{ io.WriteCloser }

// watch starts a shell that waits for the process to end, and then stops the
// server and removes the folder.
func watch(dir, ctl string, as *syscall.SysProcAttr) error {
	cmd := exec.CommandContext(context.Background(), "sh", "-c", //nolint:gosec // a constant text
		`trap '' INT TERM; cat >/dev/null; "$1" -D "$0/data" -m immediate stop; rm -rf "$0"`, dir, ctl)
	cmd.Dir, cmd.SysProcAttr = "/", as
	end, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	lifeline.WriteCloser = end // a pipe that nothing refers to is closed
	return cmd.Start()
}
