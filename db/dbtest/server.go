package dbtest

import (
	"context"
	"errors"
	"os"
	"strconv"
	"syscall"
	"testing"
)

// Server is a MariaDB server of one test, which may end it and start it again.
type Server struct {
	tb      testing.TB
	s       *server
	daemons []*daemon // every one that was started
	schemas int
}

// NewServer starts a server, which is removed when the test ends.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	s, err := install("rekon-server-", "root")
	if errors.Is(err, errMissing) && os.Getenv("REKON_REQUIRE_MARIADB") != "1" { //nolint:forbidigo // a switch of the tests, not of the program
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	s.command = append(s.command, "--skip-networking")
	server := &Server{tb: tb, s: s}
	tb.Cleanup(server.remove)
	server.Start()
	return server
}

// DSN names a new schema.
func (s *Server) DSN() string {
	s.tb.Helper()
	s.schemas++
	schema := "rekon_" + strconv.Itoa(s.schemas)
	if _, err := s.s.admin.ExecContext(context.WithoutCancel(s.tb.Context()), "CREATE DATABASE "+schema); err != nil {
		s.tb.Fatal(err)
	}
	return "mysql://root@/" + schema + "?socket=" + s.s.socket
}

// Start starts a server that was killed, and waits until it answers.
func (s *Server) Start() {
	s.tb.Helper()
	err := s.s.launch()
	s.daemons = append(s.daemons, s.s.daemon)
	if err != nil {
		s.tb.Fatal(err)
	}
}

// Kill ends the server as a power failure does.
func (s *Server) Kill() { s.signal(syscall.SIGKILL) }

// Freeze makes the server hang: it takes connections and answers nothing.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw ends a freeze.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(what syscall.Signal) {
	s.tb.Helper()
	if err := s.s.daemon.signal(what); err != nil {
		s.tb.Error(err)
	}
}

func (s *Server) remove() {
	_ = s.s.admin.Close()
	for _, p := range s.daemons {
		_ = p.end() // ends with an error where it was killed
	}
}
