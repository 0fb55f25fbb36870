package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// watch runs the server ($1 and on), notes its number and, once standard input ends
// because the test process is gone, stops it, with its group where it leads one, and
// removes its folder ($0).
const watch = `trap '' INT HUP TERM
"$@" & server=$!
echo $server >"$0/number"
cat >/dev/null
kill -9 -$server 2>/dev/null || kill -9 $server
wait $server
rm -rf "$0"`

// Daemon runs a server whose files lie in a folder, what it says in its file log. It
// lasts until what is returned is closed, or the test process is gone however that
// ended; then it is killed, and the folder is removed.
func Daemon(ctx context.Context, folder string, command ...string) (io.Closer, error) {
	d, err := watched(ctx, folder, command...)
	if err != nil {
		return nil, err
	}
	return d.life, nil
}

// daemon is a server under watch.
type daemon struct {
	folder string
	watch  *exec.Cmd
	life   io.Closer // the watch's standard input
}

func watched(ctx context.Context, folder string, command ...string) (*daemon, error) {
	log, err := os.OpenFile(filepath.Join(folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_ = os.Remove(filepath.Join(folder, "number")) // of one before
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", watch, folder}, command...)...)
	cmd.Stdout, cmd.Stderr = log, log
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &daemon{folder, cmd, life}, errors.Join(cmd.Start(), log.Close())
}

// number is that of the server's process.
func (d *daemon) number() (int, error) {
	said, err := os.ReadFile(filepath.Join(d.folder, "number"))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(said)))
}

// ended reports whether the server has ended by itself; only Linux tells.
func (d *daemon) ended() bool {
	number, err := d.number()
	if err != nil {
		return false // hardly started
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", number))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

// signal tells the server, and its group where it leads one.
func (d *daemon) signal(what syscall.Signal) error {
	number, err := d.number()
	if err != nil {
		return err
	}
	if syscall.Kill(-number, what) == nil {
		return nil
	}
	return syscall.Kill(number, what)
}

// end stops what still runs, and returns when the folder is removed.
func (d *daemon) end() error { return errors.Join(d.life.Close(), d.watch.Wait()) }

// said is what the server wrote into its log.
func (d *daemon) said() string {
	log, err := os.ReadFile(filepath.Join(d.folder, "log"))
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(log)
}
