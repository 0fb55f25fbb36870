package dbtest

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// watch runs the server ($1 and on) and, once standard input ends because the test
// process is gone, stops it, with its group where it leads one, and removes its
// folder ($0).
const watch = `trap '' INT HUP TERM
"$@" & server=$!
cat >/dev/null
kill -9 -$server 2>/dev/null || kill -9 $server
wait $server
rm -rf "$0"`

// Daemon runs a server whose files lie in a folder, what it says in its file log. It
// lasts until what is returned is closed, or the test process is gone however that
// ended; then it is killed, and the folder is removed.
func Daemon(ctx context.Context, folder string, command ...string) (io.Closer, error) {
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", watch, folder}, command...)...)
	cmd.Stdout, cmd.Stderr = log, log
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return life, errors.Join(cmd.Start(), log.Close())
}
