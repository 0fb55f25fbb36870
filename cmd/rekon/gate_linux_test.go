package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// gate is a network between a client and a server that lets through, towards the server,
// only as much as it is told to.
type gate struct {
	net.Listener
	mu    sync.Mutex
	more  *sync.Cond
	left  int
	ended bool
	conns []net.Conn
}

func newGate(t testing.TB, server string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	g := &gate{Listener: l}
	g.more = sync.NewCond(&g.mu)
	var work sync.WaitGroup
	work.Go(func() { g.serve(server, &work) })
	t.Cleanup(func() {
		_ = g.cut() // a second time where it was cut already
		work.Wait()
	})
	return g
}

func (g *gate) serve(server string, work *sync.WaitGroup) {
	for {
		client, err := g.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", server)
		if err != nil {
			_ = client.Close()
			continue
		}
		g.mu.Lock()
		g.conns = append(g.conns, client, to)
		g.mu.Unlock()
		closeBoth := func() { _, _ = client.Close(), to.Close() }
		work.Go(func() { defer closeBoth(); _, _ = io.Copy(client, to) })
		work.Go(func() { defer closeBoth(); g.pass(to, client) })
	}
}

// pass copies as far as it may.
func (g *gate) pass(to io.Writer, from io.Reader) {
	buffer := make([]byte, 256)
	for g.mayPass() {
		n, err := from.Read(buffer)
		if err == nil {
			_, err = to.Write(buffer[:n])
		}
		if err != nil {
			return
		}
		g.let(-n)
	}
}

func (g *gate) mayPass() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.left <= 0 && !g.ended {
		g.more.Wait()
	}
	return !g.ended
}

// let lets so many bytes more through.
func (g *gate) let(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left += n
	g.more.Broadcast()
}

// cut ends all connections. The other end of one that was just ended may be closed by now
// by what copied between them.
func (g *gate) cut() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended = true
	g.more.Broadcast()
	err := g.Close()
	for _, c := range g.conns {
		if closed := c.Close(); !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}
	return err
}
