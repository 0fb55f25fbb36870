package db

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

// source is a parsed DSN.
type source struct {
	dialect dialect
	path    string        // of the SQLite file, absolute
	mysql   *mysql.Config // with the password
}

// String names the source without its password.
func (s source) String() string {
	if s.mysql == nil {
		return "sqlite:" + s.path
	}
	return fmt.Sprintf("mysql://%s@%s/%s", s.mysql.User, s.mysql.Addr, s.mysql.DBName)
}

var errDSN = errors.New("database: write sqlite:PATH or mysql://user:password@host:3306/name")

func parseDSN(dsn string) (source, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok && path != "" {
		abs, err := filepath.Abs(path)
		return source{dialect: sqliteDialect, path: abs}, err
	}
	rest, ok := strings.CutPrefix(dsn, "mysql://")
	if !ok {
		return source{}, errDSN
	}
	cfg, err := parseMySQL(rest)
	return source{dialect: mysqlDialect, mysql: cfg}, err
}

// parseMySQL splits at the last @, so that a password may hold any character,
// and so that no error can show it.
func parseMySQL(rest string) (*mysql.Config, error) {
	at := strings.LastIndex(rest, "@")
	u, err := url.Parse("mysql://" + rest[at+1:])
	if err != nil || at < 0 {
		return nil, errDSN
	}
	user, password, _ := strings.Cut(rest[:at], ":")
	cfg := mysql.NewConfig()
	cfg.User, cfg.Passwd = unescape(user), unescape(password)
	cfg.DBName = strings.Trim(u.Path, "/")
	if cfg.User == "" || cfg.DBName == "" {
		return nil, errDSN
	}
	cfg.Net, cfg.Addr = "tcp", net.JoinHostPort(cmp.Or(u.Hostname(), "127.0.0.1"), cmp.Or(u.Port(), "3306"))
	cfg.ParseTime, cfg.ClientFoundRows, cfg.InterpolateParams = true, true, true
	cfg.Timeout, cfg.ReadTimeout, cfg.WriteTimeout = connectTime, answerTime, answerTime
	cfg.Logger = &mysql.NopLogger{}
	cfg.Params = map[string]string{
		"sql_mode":                 "'TRADITIONAL'",
		"time_zone":                "'+00:00'",
		"innodb_lock_wait_timeout": "5",
	}
	return cfg, applyOptions(cfg, u.Query())
}

const (
	connectTime = 10 * time.Second
	// answerTime is above the half minute that a Galera node may wait for the others.
	answerTime = 40 * time.Second
)

// timely gives up on a server that takes connections and says nothing.
type timely struct {
	driver.Connector
	within time.Duration
}

// Connect bounds the whole of it; the driver bounds only the dialling.
func (c timely) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.within)
	defer cancel()
	return c.Connector.Connect(ctx)
}

// applyOptions reads tls and socket. TLS is used where the server offers it, and
// not on a socket, unless tls says otherwise.
func applyOptions(cfg *mysql.Config, options url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(options)) {
		if name != "tls" && name != "socket" {
			return fmt.Errorf("database: unknown option %q: there are tls and socket", name)
		}
	}
	secure := "preferred"
	if socket := options.Get("socket"); socket != "" {
		cfg.Net, cfg.Addr, secure = "unix", socket, "false"
	}
	cfg.TLSConfig = cmp.Or(options.Get("tls"), secure)
	if !slices.Contains([]string{"true", "skip-verify", "preferred", "false"}, cfg.TLSConfig) {
		return fmt.Errorf("database: tls=%s: write true, skip-verify, preferred or false", cfg.TLSConfig)
	}
	return nil
}

func (s source) connector() (driver.Connector, error) {
	if s.mysql != nil {
		c, err := mysql.NewConnector(s.mysql)
		return timely{c, s.mysql.Timeout}, err
	}
	name := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(s.path), RawQuery: url.Values{
		"_busy_timeout": {"5000"}, "_journal_mode": {"WAL"}, "_foreign_keys": {"1"},
		"_txlock": {"immediate"}, "_time_format": {"sqlite"}, "_timezone": {"UTC"}, "_dqs": {"0"},
	}.Encode()}
	return sqlite.NewConnector(name.String())
}

// checkFolder reports a missing folder in words; SQLite says "out of memory".
func (s source) checkFolder() error {
	if info, err := os.Stat(filepath.Dir(s.path)); err != nil || !info.IsDir() {
		return fmt.Errorf("database %s: there is no folder %s", s, filepath.Dir(s.path))
	}
	return nil
}

func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
