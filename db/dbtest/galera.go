package dbtest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Cluster is a MariaDB Galera cluster of three nodes behind HAProxy, as
// docs/operasi.md shows it, on loopback addresses of its own: 127.A.B.1 to 3 are the
// nodes and 127.A.B.10 is HAProxy, all on the usual ports.
type Cluster struct {
	tb      testing.TB
	net     string // "127.A.B."
	nodes   [Nodes]*server
	proxy   *daemon
	daemons []*daemon // every one that was started
}

// Nodes is how many there are; they are counted from 0.
const Nodes = 3

// library is where Debian's package galera-4 puts it.
const library = "/usr/lib/galera/libgalera_smm.so"

// Galera starts a cluster with an empty schema rekon, which is removed when the test
// ends. Where a program is missing the test is skipped, or fails when
// REKON_REQUIRE_GALERA is 1.
func Galera(tb testing.TB) *Cluster {
	tb.Helper()
	if err := installed(); err != nil {
		if os.Getenv("REKON_REQUIRE_GALERA") == "1" { //nolint:forbidigo // a switch of the tests, not of the program
			tb.Fatal(err)
		}
		tb.Skip(err)
	}
	c := &Cluster{tb: tb, net: fmt.Sprintf("127.%d.%d.", 1+os.Getpid()>>8&0x7f, os.Getpid()&0xff)}
	tb.Cleanup(c.remove)
	for n := range Nodes {
		prepared := prepare
		if n == 0 {
			prepared = install
		}
		s, err := prepared(fmt.Sprintf("rekon-galera%d-", n+1), "mysql") // as root rsync would not serve it
		c.must(err)
		s.command = append(append([]string{"setsid"}, s.command...), c.options(n)...) // what it starts ends with it
		c.nodes[n] = s
	}
	c.start(0, "--wsrep-new-cluster")
	c.must(c.grant())
	for n := 1; n < Nodes; n++ {
		c.start(n)
	}
	for n := range Nodes {
		c.AwaitSynced(n)
	}
	c.startProxy()
	return c
}

func installed() error {
	for _, program := range []string{"mariadbd", "haproxy", "rsync", "setsid"} {
		if _, err := find(program); err != nil {
			return fmt.Errorf("%s not found: no Galera cluster was run", program)
		}
	}
	if _, err := os.Stat(library); err != nil {
		return fmt.Errorf("%s not found: no Galera cluster was run", library)
	}
	return nil
}

// options are those of my.cnf on a node.
func (c *Cluster) options(n int) []string {
	address := c.address(n)
	return []string{
		"--bind-address=" + address, "--port=3306", "--skip-name-resolve",
		"--binlog-format=ROW", "--default-storage-engine=InnoDB", "--innodb-autoinc-lock-mode=2",
		"--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=64M",
		"--wsrep-on=ON", "--wsrep-provider=" + library, "--wsrep-cluster-name=rekon",
		"--wsrep-cluster-address=gcomm://" + c.address(0) + "," + c.address(1) + "," + c.address(2),
		"--wsrep-node-address=" + address, "--wsrep-node-name=" + fmt.Sprintf("db%d", n+1),
		"--wsrep-sst-method=rsync", "--wsrep-sst-receive-address=" + address + ":4444",
		"--wsrep-provider-options=gmcast.listen_addr=tcp://" + address + ":4567;ist.recv_addr=" + address + ":4568;gcache.size=32M",
	}
}

func (c *Cluster) address(n int) string { return c.net + string(rune('1'+n)) }

// start starts a node without waiting for it.
func (c *Cluster) start(n int, options ...string) {
	c.tb.Helper()
	err := c.nodes[n].spawn(options...)
	if c.nodes[n].daemon != nil {
		c.daemons = append(c.daemons, c.nodes[n].daemon)
	}
	c.must(err)
	if len(options) > 0 {
		c.AwaitSynced(n)
	}
}

// Start starts a node that was killed, to join the others again.
func (c *Cluster) Start(n int) { c.start(n) }

// Kill ends a node as a power failure does, and returns when it is dead.
func (c *Cluster) Kill(n int) {
	c.tb.Helper()
	c.must(c.nodes[n].daemon.signal(syscall.SIGKILL))
	c.must(c.nodes[n].await(func(ctx context.Context) error {
		if c.nodes[n].admin.PingContext(ctx) == nil {
			return fmt.Errorf("node %d lives", n+1)
		}
		return nil
	}))
}

// AwaitSynced waits until a node takes part in the cluster. One that could not be given
// the data ends, and is started again, as systemd does.
func (c *Cluster) AwaitSynced(n int) {
	c.tb.Helper()
	c.must(c.nodes[n].await(func(ctx context.Context) error {
		state, err := c.nodes[n].status(ctx, "wsrep_local_state_comment")
		if err == nil && state != "Synced" {
			err = fmt.Errorf("node %d is %s", n+1, state)
		}
		if err != nil && c.nodes[n].daemon.ended() {
			c.Start(n)
		}
		return err
	}))
	c.Do(n, `SET STATEMENT wsrep_sync_wait = 1 FOR SELECT 1 FROM information_schema.engines LIMIT 1`) // has all there is by now
}

// AwaitStatus waits until a status variable of a node has a value.
func (c *Cluster) AwaitStatus(n int, name, value string) {
	c.tb.Helper()
	c.must(c.nodes[n].await(func(ctx context.Context) error {
		said, err := c.nodes[n].status(ctx, name)
		if err == nil && said != value {
			err = fmt.Errorf("%s of node %d is %s", name, n+1, said)
		}
		return err
	}))
}

// Status is one of the status variables of a node.
func (c *Cluster) Status(n int, name string) string {
	c.tb.Helper()
	said, err := c.nodes[n].status(context.WithoutCancel(c.tb.Context()), name)
	c.must(err)
	return said
}

func (s *server) status(ctx context.Context, name string) (said string, err error) {
	err = s.admin.QueryRowContext(ctx, "SHOW GLOBAL STATUS LIKE '"+name+"'").Scan(&name, &said)
	return said, err
}

// Do has a node do something, as its administrator.
func (c *Cluster) Do(n int, statement string) {
	c.tb.Helper()
	_, err := c.nodes[n].admin.ExecContext(context.WithoutCancel(c.tb.Context()), statement)
	c.must(err)
}

// DSN names the schema by way of HAProxy.
func (c *Cluster) DSN() string { return "mysql://rekon:rahasia@" + c.net + "10:3306/rekon?tls=false" }

// NodeDSN names the schema on one node, for a look inside.
func (c *Cluster) NodeDSN(n int) string { return "mysql://root@/rekon?socket=" + c.nodes[n].socket }

// grant makes the schema, its user, and the one that HAProxy looks with, who may
// nothing.
func (c *Cluster) grant() error {
	for _, statement := range []string{
		`CREATE DATABASE rekon CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
		`CREATE USER rekon@'127.%' IDENTIFIED BY 'rahasia'`,
		`GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES ON rekon.* TO rekon@'127.%'`,
		`CREATE USER haproxy@'127.%'`,
	} {
		if _, err := c.nodes[0].admin.ExecContext(context.Background(), statement); err != nil {
			return err
		}
	}
	return nil
}

// What HAProxy asks a node: it logs in without a password, and wants to hear that the
// node is Synced. One that is not ready answers another word.
var (
	login = packet(1, "\x01\x82\x00\x00"+"\x00\x00\x00\x01"+"\x2d"+strings.Repeat("\x00", 23)+"haproxy\x00"+"\x00")
	query = packet(0, "\x03SHOW STATUS LIKE 'wsrep_local_state_comment'")
	quit  = packet(0, "\x01")
)

// packet is one of MariaDB's protocol, in hexadecimal.
func packet(number byte, body string) string {
	return hex.EncodeToString(append([]byte{byte(len(body)), 0, 0, number}, body...))
}

// haproxy is its configuration, with addresses to be filled in.
const haproxy = `global
    maxconn 200

defaults
    mode tcp
    timeout connect 3s
    timeout client  2m
    timeout server  2m
    retries 3
    option redispatch

listen rekon
    bind PROXY:3306
    balance roundrobin
    option tcp-check
    tcp-check connect
    tcp-check expect binary 00000a
    tcp-check send-binary LOGIN
    tcp-check expect binary 0700000200
    tcp-check send-binary QUERY
    tcp-check expect string Synced
    tcp-check send-binary QUIT
    default-server check inter 1s fall 2 rise 2 on-marked-down shutdown-sessions
    server db1 DB1:3306
    server db2 DB2:3306
    server db3 DB3:3306
`

// startProxy starts HAProxy and waits until it leads to a node.
func (c *Cluster) startProxy() {
	c.tb.Helper()
	folder, err := os.MkdirTemp("", "rekon-haproxy-")
	c.must(err)
	config := strings.NewReplacer("PROXY", c.net+"10", "LOGIN", login, "QUERY", query, "QUIT", quit,
		"DB1", c.address(0), "DB2", c.address(1), "DB3", c.address(2)).Replace(haproxy)
	file := filepath.Join(folder, "haproxy.cfg")
	program, err := find("haproxy")
	c.must(errors.Join(err, os.WriteFile(file, []byte(config), 0o600)))
	c.proxy, err = watched(context.Background(), folder, program, "-db", "-f", file)
	c.must(err)
	c.daemons = append(c.daemons, c.proxy)
	c.must(c.nodes[0].await(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.net+"10:3306")
		if err != nil {
			return fmt.Errorf("%w\n%s", err, c.proxy.said())
		}
		return conn.Close()
	}))
}

func (c *Cluster) must(err error) {
	c.tb.Helper()
	if err != nil {
		c.tb.Fatal(err)
	}
}

func (c *Cluster) remove() {
	for _, p := range c.daemons {
		_ = p.end() // ends with an error where it was killed
	}
	for _, s := range c.nodes {
		if s != nil {
			_ = s.admin.Close()
			_ = os.RemoveAll(s.folder)
		}
	}
}
