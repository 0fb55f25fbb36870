package dbtest

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
)

// Proxy stands on the way to MariaDB and disturbs what goes over it.
type Proxy struct {
	socket, schema string
	address        string
	gate           sync.RWMutex // locked: nothing goes through

	mu       sync.Mutex
	listener net.Listener // nil while connections are refused
	open     map[net.Conn]bool
	asked    int  // requests since the last arming
	nth      int  // the request at which the connection is cut; 0 for none
	answered bool // cut after the server has done it, not before
	commits  bool // only commits count
}

// NewProxy is a proxy to the server of a schema, until the test ends.
func NewProxy(tb testing.TB, dsn string) *Proxy {
	tb.Helper()
	schema, socket, is := strings.Cut(strings.TrimPrefix(dsn, "mysql://root@/"), "?socket=")
	if !is {
		tb.Fatalf("not a schema of a private server: %s", dsn)
	}
	p := &Proxy{socket: socket, schema: schema, address: "127.0.0.1:0", open: map[net.Conn]bool{}}
	if err := p.Up(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.Down)
	return p
}

// DSN names the schema by way of the proxy.
func (p *Proxy) DSN() string { return "mysql://root@" + p.address + "/" + p.schema + "?tls=false" }

// Up takes connections.
func (p *Proxy) Up() error {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", p.address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listener, p.address = l, l.Addr().String()
	go p.accept(l)
	return nil
}

// Down refuses connections and cuts those there are.
func (p *Proxy) Down() {
	p.mu.Lock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	p.mu.Unlock()
	p.Cut()
}

// Cut ends all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
	clear(p.open)
}

// Stall lets nothing through, as a server does that is stopped or a network that
// swallows all, until what it returns is called.
func (p *Proxy) Stall() (resume func()) {
	p.gate.Lock()
	return p.gate.Unlock
}

// CutAt cuts the connection at the nth request from now: before the server has it, or
// after it has done it and before its answer arrives.
func (p *Proxy) CutAt(nth int, done bool) { p.arm(nth, done, false) }

// LoseCommit cuts the connection between the nth commit from now and its answer.
func (p *Proxy) LoseCommit(nth int) { p.arm(nth, true, true) }

func (p *Proxy) arm(nth int, done, commits bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.nth, p.answered, p.commits = 0, nth, done, commits
}

// Reached reports whether the request came at which the connection is cut.
func (p *Proxy) Reached() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.nth > 0 && p.asked >= p.nth
}

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		server, err := (&net.Dialer{}).DialContext(context.Background(), "unix", p.socket)
		if err != nil {
			_ = client.Close() // the server is down
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		w := &way{p: p, client: client, server: server}
		go w.requests()
		go w.answers()
	}
}

// way is one connection from end to end.
type way struct {
	p              *Proxy
	client, server net.Conn

	mu      sync.Mutex
	waiting bool // a request has no answer yet
	last    bool // its answer is not passed on
}

var errCut = errors.New("cut")

// commit is the request as the driver sends it.
var commit = append([]byte{7, 0, 0, 0, 3}, "COMMIT"...)

func (w *way) requests() {
	w.pump(w.server, w.client, func(b []byte) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.waiting { // the rest of a large one
			return nil
		}
		w.waiting = true
		cut, done := w.p.count(bytes.Equal(b, commit))
		if w.last = cut && done; cut && !done {
			return errCut
		}
		return nil
	})
}

func (w *way) answers() {
	w.pump(w.client, w.server, func([]byte) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.waiting = false; w.last {
			return errCut
		}
		return nil
	})
}

// count counts a request, and tells whether the connection is cut at it.
func (p *Proxy) count(commit bool) (cut, done bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.commits && !commit {
		return false, false
	}
	p.asked++
	return p.asked == p.nth, p.answered
}

// pump passes on what look allows, until either end is closed.
func (w *way) pump(to, from net.Conn, look func([]byte) error) {
	defer func() {
		_ = to.Close()
		_ = from.Close()
		w.p.mu.Lock()
		delete(w.p.open, to)
		delete(w.p.open, from)
		w.p.mu.Unlock()
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || look(buffer[:n]) != nil {
			return
		}
		w.p.gate.RLock()
		_, err = to.Write(buffer[:n])
		w.p.gate.RUnlock()
		if err != nil {
			return
		}
	}
}
