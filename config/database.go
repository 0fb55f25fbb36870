package config

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The engines.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// Database is where rekon keeps its figures. MySQL stands for MariaDB too.
type Database struct {
	Engine   string
	Path     string // SQLite: the file
	User     string
	Password Secret
	Address  string // host:port
	Name     string // the schema
	Options  url.Values
	// PasswordFile is where the password is kept, "" when it is not in a file.
	PasswordFile string
}

// options are the parameters a mysql URL may carry, with the values that are
// allowed; none listed means any.
var options = map[string][]string{
	"tls":    {"true", "false", "skip-verify", "preferred"},
	"socket": nil, // unix socket, instead of host and port
}

// URL is the whole address, password included: hand it to the database and to
// nothing that prints.
func (d Database) URL() string { return d.url(d.Password.Reveal()) }

// String is the address with the password masked.
func (d Database) String() string {
	s := d.url(d.Password.String())
	return strings.Replace(s, ":"+url.QueryEscape(mask)+"@", ":"+mask+"@", 1)
}

// Format prints the masked address for every verb, so that no %+v or %#v gets
// around it.
func (d Database) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, d.String()) }

// MarshalText encodes the masked address.
func (d Database) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Database) url(password string) string {
	if d.Engine == SQLite {
		return "sqlite:" + d.Path
	}
	u := url.URL{Scheme: "mysql", Host: d.Address, Path: "/" + d.Name, RawQuery: d.Options.Encode()}
	u.User = url.User(d.User)
	if password != "" {
		u.User = url.UserPassword(d.User, password)
	}
	return u.String()
}

const (
	databaseForm = "Write sqlite:rekon.db or mysql://user:password@host:3306/name."
	passwordHint = "Better, keep the password in a file (database_password_file) or in REKON_DATABASE_PASSWORD."
)

// parseDatabase reads an address. What it returns as what and mend never quotes
// the text, which may hold a password.
func parseDatabase(s string) (db Database, what, mend string) {
	switch scheme, rest, _ := strings.Cut(s, ":"); scheme {
	case SQLite:
		return parseSQLite(rest)
	case MySQL:
		return parseMySQL(s)
	case "mariadb":
		return db, "unknown engine mariadb", "MariaDB is reached as mysql://, too."
	default:
		return db, "not a database address", databaseForm
	}
}

func parseSQLite(path string) (db Database, what, mend string) {
	switch {
	case path == "":
		return db, "names no file", "Write for example sqlite:rekon.db."
	case strings.HasPrefix(path, "//"), strings.HasPrefix(path, ":"):
		return db, "is not a plain file name after sqlite:", "Write for example sqlite:rekon.db or sqlite:/srv/rekon/rekon.db."
	}
	return Database{Engine: SQLite, Path: path}, "", ""
}

// parseMySQL splits at the last @, so that a password may hold any character.
func parseMySQL(s string) (db Database, what, mend string) {
	rest, ok := strings.CutPrefix(s, "mysql://")
	at := strings.LastIndex(rest, "@")
	if !ok || at < 0 {
		return db, "is not a mysql:// address with a user", databaseForm
	}
	user, password, _ := strings.Cut(rest[:at], ":")
	user, errUser := url.PathUnescape(user)
	password, errPassword := url.PathUnescape(password)
	if errUser != nil || errPassword != nil {
		return db, "has a user or a password with a stray %", "Write %25 for a %. " + passwordHint
	}
	u, err := url.Parse("mysql://" + rest[at+1:])
	if err != nil || u.Fragment != "" {
		return db, "has a host, port or schema that cannot be read", databaseForm
	}
	db = Database{Engine: MySQL, User: user, Password: Secret(password),
		Address: u.Host, Name: strings.TrimPrefix(u.Path, "/")}
	if u.RawQuery != "" {
		db.Options = u.Query()
	}
	if what, mend = checkOptions(db.Options, u.RawQuery); what != "" {
		return db, what, mend
	}
	return db.withPort(u)
}

// withPort checks what an address must name, and fills in the usual port.
func (d Database) withPort(u *url.URL) (db Database, what, mend string) {
	switch {
	case d.User == "":
		return d, "names no user", databaseForm
	case d.Name == "" || strings.ContainsAny(d.Name, "/`\x00"):
		return d, "names no schema", "Write the schema after the host: mysql://user@host:3306/rekon."
	case u.Hostname() == "" && d.Options.Has("socket"):
		return d, "", ""
	case u.Hostname() == "":
		return d, "names no host", databaseForm
	}
	port := u.Port()
	if port == "" {
		port = "3306"
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return d, "has a port that is not a number from 1 to 65535", ""
	}
	d.Address = net.JoinHostPort(u.Hostname(), port)
	return d, "", ""
}

func checkOptions(given url.Values, raw string) (what, mend string) {
	if _, err := url.ParseQuery(raw); err != nil {
		return "has parameters that cannot be read", databaseForm
	}
	for _, k := range slices.Sorted(maps.Keys(given)) {
		allowed, known := options[k]
		v := given.Get(k)
		switch {
		case !known:
			return "has an unknown parameter", "Known are " + strings.Join(slices.Sorted(maps.Keys(options)), ", ") + "."
		case v == "" || len(given[k]) > 1:
			return "needs one value for " + k, ""
		case allowed != nil && !slices.Contains(allowed, v):
			return "has an unknown value for " + k, "Write one of " + strings.Join(allowed, ", ") + "."
		}
	}
	return "", ""
}

// in anchors the relative paths of d in a folder.
func (d Database) in(abs func(string) string) Database {
	if d.Engine == SQLite {
		d.Path = abs(d.Path)
	}
	if d.PasswordFile != "" {
		d.PasswordFile = abs(d.PasswordFile)
	}
	return d
}
