package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // driver of the schemas' maker
)

// errMissing says that no MariaDB server is installed here.
var errMissing = errors.New("MariaDB not found: not run")

// server is the test process's MariaDB.
type server struct {
	socket string
	admin  *sql.DB
	life   io.Closer // the watch's standard input: never closed, never collected
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

// start makes a server in a temporary folder and waits until it answers.
func start() (*server, error) {
	ctx := context.Background() // the server outlives the test that starts it
	daemon, err := find("mariadbd")
	install, err2 := find("mariadb-install-db")
	if err != nil || err2 != nil {
		return nil, errMissing
	}
	folder, err := os.MkdirTemp("", "rekon-mariadb-") // a socket's path must be short
	if err != nil {
		return nil, err
	}
	common := []string{"--no-defaults", "--datadir=" + filepath.Join(folder, "data")}
	if os.Getuid() == 0 {
		common = append(common, "--user=root")
	}
	out, err := exec.CommandContext(ctx, install, append(common, "--auth-root-authentication-method=normal", "--skip-test-db")...).CombinedOutput()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w\n%s", install, err, out), os.RemoveAll(folder))
	}
	socket := filepath.Join(folder, "s")
	life, err := Daemon(ctx, folder, append([]string{daemon}, append(common, "--skip-networking", "--socket="+socket,
		"--pid-file="+filepath.Join(folder, "pid"), "--innodb-flush-log-at-trx-commit=0", "--max-connections=500")...)...)
	if err != nil {
		return nil, err
	}
	admin, err := sql.Open("mysql", "root@unix("+socket+")/")
	if err != nil {
		return nil, err
	}
	return &server{socket, admin, life}, await(ctx, admin, filepath.Join(folder, "log"))
}

// await gives the server half a minute to answer.
func await(ctx context.Context, admin *sql.DB, log string) error {
	var err error
	for range 600 {
		if err = admin.PingContext(ctx); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	said, _ := os.ReadFile(log)
	return fmt.Errorf("MariaDB does not answer: %w\n%s", err, said)
}

// find looks for a program, also where daemons live.
func find(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath("/usr/sbin/" + name)
}
