package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// PasswordVariable names the environment variable that gives the database
// password; it counts before a password file and before the address.
const PasswordVariable = "REKON_DATABASE_PASSWORD"

// MailPasswordVariable gives the password of the mail server in the same way.
const MailPasswordVariable = "REKON_MAIL_PASSWORD"

// maxBytes is far more than hundreds of agencies need.
const maxBytes = 1 << 20

// Load reads the file at path. Relative paths in it are taken from its folder.
// The environment comes in as getenv, usually [os.Getenv]; nil reads none. All
// that is wrong comes back at once as [Problems].
func Load(path string, getenv func(string) string) (Config, error) {
	data, problem := readAll(path, maxBytes)
	if problem != "" {
		return Config{}, Problems{{File: path, What: problem,
			Mend: "Run rekon init to make one, or name it with --config or REKON_CONFIG."}}
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return Config{}, Problems{{File: path, What: err.Error()}}
	}
	d := &decoder{file: path}
	c := d.read(data)
	c.File = abs
	c = c.In(filepath.Dir(abs))
	d.secret(&c.Database, getenv)
	d.mailSecret(&c.Mail, getenv)
	if err := d.problems.err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// read decodes the file over the defaults; paths stay as written.
func (d *decoder) read(data []byte) Config {
	c := Default()
	if root, ok := d.parse(data); ok {
		d.config(root, &c)
	}
	return c
}

// In anchors the relative paths of c in a folder.
func (c Config) In(dir string) Config {
	abs := func(p string) string {
		if p == "" || filepath.IsAbs(p) {
			return p
		}
		return filepath.Join(dir, p)
	}
	c.Share = abs(c.Share)
	c.Database = c.Database.in(abs)
	c.Mail.PasswordFile = abs(c.Mail.PasswordFile)
	return c
}

// secret fetches the password from where it is kept outside the file.
func (d *decoder) secret(db *Database, getenv func(string) string) {
	if db.Engine == MySQL {
		d.fetch(&db.Password, getenv, PasswordVariable, db.PasswordFile, d.passwordAt)
	}
}

// fetch takes a password from the environment, else from the file that a setting
// names, where there is one.
func (d *decoder) fetch(dst *Secret, getenv func(string) string, variable, file string, at value) {
	if getenv != nil {
		if s := getenv(variable); s != "" {
			*dst = Secret(s)
			return
		}
	}
	if file == "" {
		return
	}
	data, problem := readAll(file, 4<<10)
	password := strings.TrimRight(string(data), "\r\n")
	switch {
	case problem != "":
		d.problem(at, problem, "Put the password there as its only line, readable for rekon alone (chmod 600).")
	case password == "" || strings.ContainsAny(password, "\r\n\x00"):
		d.problem(at, "the file does not hold one line", "Put the password there as its only line.")
	default:
		*dst = Secret(password)
	}
}

// readAll reads a file of at most limit bytes; problem is "" when it did.
func readAll(path string, limit int64) (data []byte, problem string) {
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	defer func() { _ = f.Close() }() // opened for reading only
	data, err = io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, reason(err)
	case int64(len(data)) > limit:
		return nil, fmt.Sprintf("is larger than %s", bytesText(limit))
	}
	return data, ""
}

// reason says why a file cannot be read, without its path, which stands before.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read"
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
