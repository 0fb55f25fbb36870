package dbtest

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Backup backs a database up in the way that docs/operasi.md tells, and gives the DSN
// of another database that holds what the backup does.
func Backup(tb testing.TB, dsn string) (restored string) {
	tb.Helper()
	rest, isMySQL := strings.CutPrefix(dsn, "mysql://root@/")
	if !isMySQL {
		file := filepath.Join(tb.TempDir(), "backup.db")
		Exec(tb, dsn, "VACUUM INTO '"+file+"'")
		return "sqlite:" + file
	}
	schema, socket, _ := strings.Cut(rest, "?socket=")
	dump := client(tb, nil, "mariadb-dump", "--no-defaults", "--socket="+socket, "--user=root", "--single-transaction", schema)
	restored = MariaDB(tb)
	schema, _, _ = strings.Cut(strings.TrimPrefix(restored, "mysql://root@/"), "?")
	client(tb, dump, "mariadb", "--no-defaults", "--socket="+socket, "--user=root", schema)
	return restored
}

func client(tb testing.TB, in []byte, name string, args ...string) []byte {
	tb.Helper()
	var out, errs bytes.Buffer
	c := exec.CommandContext(tb.Context(), name, args...)
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(in), &out, &errs
	if err := c.Run(); err != nil {
		tb.Fatalf("%s: %v\n%s", name, err, errs.String())
	}
	return out.Bytes()
}
