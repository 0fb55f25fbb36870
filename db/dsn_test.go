package db_test

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"rekon/db"
)

// TestPasswordIsNeverShown tries addresses that fail in different ways.
func TestPasswordIsNeverShown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const secret = "rah:a/s#i?a"
	for _, dsn := range []string{
		"mysql://user:" + secret + "@" + closed + "/name",
		"mysql://user:" + secret + "@host:port/name",
		"mysql://user:" + secret + "@host:3306",
		"mysql://user:" + secret + "@host/name?tls=yes",
		"mysql://user:" + secret + "@host/name?charset=latin1",
		"mysql://user:" + secret + "@/name?socket=/nowhere/s",
		"mysql://user:" + secret,
		"mysql:user:" + secret + "@host/name",
		"mysql://:" + secret + "@host/name",
		"postgres://user:" + secret + "@host/name",
		"",
	} {
		_, err := db.Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("%s was opened", dsn)
		} else if s := fmt.Sprintf("%v %+v", err, err); strings.Contains(s, "rah") || strings.Contains(s, "s#i") {
			t.Errorf("%s: %s", dsn, s)
		}
	}
}

func TestOpenSQLite(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "data kinerja #1?%20é.db")
	d := open(t, "sqlite:"+path)
	if _, _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "data kinerja #1*.db"))
	if err != nil || len(files) != 1 || files[0] != path {
		t.Errorf("files %v, %v", files, err)
	}
	if d.Dialect() != "sqlite" || d.String() != "sqlite:"+path {
		t.Error(d.Dialect(), d.String())
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "synchronous": "2"} {
		var got string
		if err := d.SQL().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", pragma, got, err)
		}
	}
	_, err = db.Open(t.Context(), "sqlite:"+filepath.Join(folder, "tidak", "ada.db"))
	if err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Error(err)
	}
}

func TestRecentServer(t *testing.T) {
	for version, want := range map[string]bool{
		"10.11.19-MariaDB-0+deb12u1": true, "10.6.0-MariaDB": true, "11.4.2-MariaDB-log": true,
		"10.5.29-MariaDB": false, "5.5.68-MariaDB": false,
		"8.0.36": true, "8.4.0": true, "9.1.0-commercial": true, "5.7.44-log": false, "8": true,
		"": false, "unknown": false,
	} {
		if got := db.RecentServer(version); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}
