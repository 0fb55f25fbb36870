// Package smtptest gives tests a real mail server on loopback that does what mail
// servers do: it takes letters, puts them off, rejects them, breaks the connection
// before or after it has taken one, or says nothing any more.
package smtptest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Answer is what the server does with a letter.
type Answer int

// It takes the letter; puts its recipient off (451) or rejects it (550); puts off (452)
// or rejects (554) the letter once it is there; breaks the connection without having
// taken it, or having taken it and before it says so; says nothing any more; or refuses
// its sender (550).
const (
	Accept Answer = iota
	DeferRecipient
	RejectRecipient
	DeferLetter
	RejectLetter
	DropUntaken
	DropTaken
	Stall
	RefuseSender
)

// Letter is one that the server took.
type Letter struct {
	To, MessageID string
	Header        mail.Header
	Raw           []byte
}

// Server is a mail server for one test.
type Server struct {
	Host string
	Port int
	TLS  *tls.Config // for the client: it trusts the server's certificate

	mu       sync.Mutex
	answer   func(to string, nth int) Answer
	tried    map[string]int // by recipient
	answered map[Answer]int
	letters  []Letter
	hang     chan struct{}

	certificate []byte
}

// Options change the server.
type Options struct {
	Implicit bool   // TLS from the beginning
	Plain    bool   // no TLS at all
	User     string // with a password, who may send
	Password string
	Answer   func(to string, nth int) Answer // to the nth try to a recipient, from 1; nil accepts all
}

// Start starts a server, which ends with the test.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s := &Server{answer: o.Answer, tried: map[string]int{}, answered: map[Answer]int{}, hang: make(chan struct{})}
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	at := listener.Addr().(*net.TCPAddr)
	s.Host, s.Port = "127.0.0.1", at.Port
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c, options: o, known: o.User == ""}, nil
	}))
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	server.EnableSMTPUTF8 = true
	if !o.Plain {
		var certificate tls.Certificate
		certificate, s.TLS = selfSigned(tb)
		s.certificate = certificate.Certificate[0]
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	}
	if o.Implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	tb.Cleanup(func() {
		close(s.hang)
		_ = server.Close()
		serving.Wait()
	})
	return s
}

// Answers changes what the server does from now on.
func (s *Server) Answers(answer func(to string, nth int) Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// Letters are those that the server took, in their order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Count is how often the server has answered so.
func (s *Server) Count(a Answer) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered[a]
}

// decide settles what is done with the next try to a recipient.
func (s *Server) decide(to string) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[to]++
	a := Accept
	if s.answer != nil {
		a = s.answer(to, s.tried[to])
	}
	s.answered[a]++
	return a
}

func (s *Server) take(to string, raw []byte) error {
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, Letter{to, strings.Trim(m.Header.Get("Message-ID"), "<>"), m.Header, raw})
	return nil
}

// session is one connection.
type session struct {
	server  *Server
	conn    *smtp.Conn
	options Options
	known   bool
	to      string
	answer  Answer
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.options.User || password != s.options.Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	if _, isTLS := s.conn.TLSConnectionState(); !isTLS && !s.options.Plain {
		return refusal(530, "encryption required")
	}
	s.server.mu.Lock()
	answer := s.server.answer
	s.server.mu.Unlock()
	if answer != nil && answer("", 0) == RefuseSender {
		return refusal(550, "sender not allowed")
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to, s.answer = to, s.server.decide(to)
	switch s.answer {
	case DeferRecipient:
		return refusal(451, "try again later")
	case RejectRecipient:
		return refusal(550, "no such mailbox")
	default:
		return nil
	}
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch s.answer {
	case DeferLetter:
		return refusal(452, "out of room")
	case RejectLetter:
		return refusal(554, "not wanted")
	case DropUntaken:
		return s.conn.Conn().Close()
	case Stall:
		<-s.server.hang
		return errors.New("ended")
	}
	if err := s.server.take(s.to, raw); err != nil {
		return err
	}
	if s.answer == DropTaken {
		return s.conn.Conn().Close()
	}
	return nil
}

func refusal(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
}

func (s *session) Reset()        { s.to, s.answer = "", Accept }
func (s *session) Logout() error { return nil }
