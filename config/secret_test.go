package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPasswordSources(t *testing.T) {
	path := write(t, "database: mysql://rekon@db/rekon\ndatabase_password_file: sandi.txt\n")
	secret := filepath.Join(filepath.Dir(path), "sandi.txt")
	if err := os.WriteFile(secret, []byte("dari: @berkas#\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(s string) func(string) string {
		return func(key string) string { return map[string]string{PasswordVariable: s}[key] }
	}
	for _, tc := range []struct {
		getenv    func(string) string
		want, url string
	}{
		{nil, "dari: @berkas#", "mysql://rekon:dari%3A%20%40berkas%23@db:3306/rekon"},
		{env(""), "dari: @berkas#", "mysql://rekon:dari%3A%20%40berkas%23@db:3306/rekon"},
		{env("p/w"), "p/w", "mysql://rekon:p%2Fw@db:3306/rekon"},
	} {
		c, err := Load(path, tc.getenv)
		if err != nil {
			t.Fatal(err)
		}
		if c.Database.Password.Reveal() != tc.want || c.Database.URL() != tc.url {
			t.Errorf("got %s %s, want %s %s", c.Database.Password.Reveal(), c.Database.URL(), tc.want, tc.url)
		}
	}
}

// The password of the mail server comes from the same places.
func TestMailPasswordSources(t *testing.T) {
	path := write(t, "mail: {server: smtp.b.go.id, user: r, password_file: sandi.txt, from: r@b.go.id}\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "sandi.txt"), []byte("dari berkas\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fromEnv := func(key string) string { return map[string]string{MailPasswordVariable: "dari lingkungan"}[key] }
	for want, getenv := range map[string]func(string) string{"dari berkas": nil, "dari lingkungan": fromEnv} {
		c, err := Load(path, getenv)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Mail.Password.Reveal(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if c.Mail.Server != "smtp.b.go.id:587" {
			t.Errorf("server %s", c.Mail.Server)
		}
	}
}

// However a configuration is printed, its password is not.
func TestSecretsAreNeverPrinted(t *testing.T) {
	const secret = "hunter2"
	c, err := load(t, "database: mysql://rekon:"+secret+"@db/rekon\nmail: {server: s, user: r, password: "+secret+", from: a@b.go.id}\n")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, v := range []any{c, &c, c.Database, &c.Database, c.Database.Password, struct{ C Config }{c}, []Database{c.Database}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Error(err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "v", v)
	}
	for _, leak := range []string{secret, fmt.Sprintf("%x", secret)} {
		if i := strings.Index(out.String(), leak); i >= 0 {
			t.Errorf("printed: %s", out.String()[max(0, i-80):i+len(leak)])
		}
	}
	if got, want := c.Database.String(), "mysql://rekon:***@db:3306/rekon"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Nor does a complaint about the file quote it.
func TestProblemsQuoteNoPassword(t *testing.T) {
	for _, text := range []string{
		"database: mysql://u:hunter2@h:99999/n\n",
		"database: mysql://u:hunter2#x@h:y/n\n",
		"database: mysql://u:hunter2/x@h/n/1\n",
		"database: mysql://u:hunter2 #x@h/n\n",
		"database: mysql://u:hunter2%@h/n\n",
		"database: mysql://u:hunter2@h\n",
		"database: mysql://u:hunter2@h/n?hunter2=1\n",
		"database: mysql://u:hunter2@h/n?tls=hunter2\n",
		"database: postgres://u:hunter2@h/n\n",
		"database: [mysql://u:hunter2@h/n\n",
		"database: mysql://u:hunter2: x@h/n\n",
		"database: 'mysql://u:hunter2@h/n\n",
		"database: \"mysql://u:hunter2\\q@h/n\"\n",
		"database: mysql://u:hunter2@h/n\n\tx: y\n",
		"database: mysql://u:hunter2@h/n\ndatabase: mysql://u:hunter2@h/n\n",
		"mail:\n  password: hunter2: x\n",
		"mail:\n  password: [hunter2]\n",
		"mail: {password: hunter2\n",
		"mail: {password: hunter2, password: hunter2}\n",
		"settle: mysql://u:hunter2@h/n\n",
		"mysql://u:hunter2@h/n: x\n",
		"mysql://u:hunter2@h/n\n",
		"database: &a mysql://u:hunter2@h/n\n  - x\n",
	} {
		_, err := load(t, text)
		switch {
		case err == nil:
			t.Errorf("no problem with %q", text)
		case strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%q: %v", text, err)
		}
	}
}
