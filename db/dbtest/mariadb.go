package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // driver of the schemas' maker
)

// errMissing says that no MariaDB server is installed here.
var errMissing = errors.New("MariaDB not found: not run")

// server is a MariaDB server in a folder of its own.
type server struct {
	folder, socket string
	command        []string
	daemon         *daemon // never collected: with it ends the server
	admin          *sql.DB
}

var (
	boot    = sync.OnceValues(start)
	schemas atomic.Int64
)

// MariaDB names an empty schema on the private server, of which it is the owner
// with all rights. It is dropped when the test ends.
func MariaDB(tb testing.TB) (dsn string) {
	tb.Helper()
	s, err := boot()
	if errors.Is(err, errMissing) && os.Getenv("REKON_REQUIRE_MARIADB") != "1" { //nolint:forbidigo // a switch of the tests, not of the program
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	schema := fmt.Sprintf("rekon_%d", schemas.Add(1))
	ctx := context.WithoutCancel(tb.Context()) // for the cleanup too
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+schema); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if _, err := s.admin.ExecContext(ctx, "DROP DATABASE "+schema); err != nil {
			tb.Error(err)
		}
	})
	return "mysql://root@/" + schema + "?socket=" + s.socket
}

// start makes the server of the whole test process.
func start() (*server, error) {
	s, err := install("rekon-mariadb-", "root")
	if err != nil {
		return nil, err
	}
	s.command = append(s.command, "--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--max-connections=500")
	return s, s.launch()
}

// install makes the folder of a server and its data, for a user of the system where
// root may choose.
func install(name, account string) (*server, error) {
	s, err := prepare(name, account)
	if err != nil {
		return nil, err
	}
	program, err := find("mariadb-install-db")
	if err != nil {
		return nil, errMissing
	}
	args := slices.Concat(s.command[1:5], []string{"--auth-root-authentication-method=normal", "--skip-test-db"})
	out, err := exec.CommandContext(context.Background(), program, args...).CombinedOutput()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w\n%s", program, err, out), os.RemoveAll(s.folder))
	}
	return s, nil
}

// prepare makes the folder of a server, without data.
func prepare(name, account string) (*server, error) {
	program, err := find("mariadbd")
	if err != nil {
		return nil, errMissing
	}
	folder, err := os.MkdirTemp("", name) // a socket's path must be short
	if err != nil {
		return nil, err
	}
	socket, data := filepath.Join(folder, "s"), filepath.Join(folder, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return nil, err
	}
	admin, err := sql.Open("mysql", "root@unix("+socket+")/")
	if err != nil {
		return nil, err
	}
	admin.SetMaxIdleConns(0) // a server that is started anew is another one
	s := &server{folder: folder, socket: socket, admin: admin}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	if me.Uid != "0" {
		account = me.Username
	}
	// A server that starts removes the temporary tables it finds in tmpdir, those of others too.
	s.command = []string{program, "--no-defaults", "--datadir=" + data, "--tmpdir=" + folder, "--user=" + account,
		"--socket=" + socket, "--pid-file=" + filepath.Join(folder, "pid")}
	return s, give(account, folder, data)
}

// give makes folders those of a user of the system.
func give(account string, folders ...string) error {
	owner, err := user.Lookup(account)
	if err != nil {
		return err
	}
	uid, err1 := strconv.Atoi(owner.Uid)
	gid, err2 := strconv.Atoi(owner.Gid)
	errs := []error{err1, err2}
	for _, f := range folders {
		errs = append(errs, os.Chown(f, uid, gid))
	}
	return errors.Join(errs...)
}

// launch starts the server, and waits until it answers.
func (s *server) launch(options ...string) error {
	if err := s.spawn(options...); err != nil {
		return err
	}
	return s.await(func(ctx context.Context) error { return s.admin.PingContext(ctx) })
}

func (s *server) spawn(options ...string) (err error) {
	// It outlives the test that starts it, where the whole process shares it.
	s.daemon, err = watched(context.Background(), s.folder, slices.Concat(s.command, options)...)
	return err
}

// await gives the server two minutes to do as asked.
func (s *server) await(ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("MariaDB: %w\n%s", err, s.daemon.said())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// find looks for a program, also where daemons live.
func find(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath("/usr/sbin/" + name)
}
