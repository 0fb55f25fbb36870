package jobs

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"rekon/reconcile"
)

// SMTP is the server that letters go out by.
type SMTP struct {
	Host     string
	Port     int
	Security Security
	User     string // "" where the server asks for none
	Password string
	Timeout  time.Duration // to reach it and log in, and again to hand over one letter
	TLS      *tls.Config   // nil for the system's certificates
}

// Security keeps a letter from being read on its way to the server.
type Security string

// By STARTTLS, by TLS from the beginning, or not at all.
const (
	STARTTLS   Security = "starttls"
	TLS        Security = "tls"
	NoSecurity Security = "none"
)

// refusal is why the server did not take a letter.
type refusal struct {
	why      error
	rejected bool // it never will
	away     bool // it is the server that is in trouble, not this letter
}

func (s SMTP) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(s.Timeout)}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case NoSecurity:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.TLS != nil {
		options = append(options, mail.WithTLSConfig(s.TLS))
	}
	if s.User != "" {
		options = append(options, mail.WithUsername(s.User), mail.WithPassword(s.Password), mail.WithOpportunisticSMTPAuth(
			mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthCramMD5))
	}
	return mail.NewClient(s.Host, options...)
}

// send hands one letter over on a connection of its own; nil when the server has
// taken it.
func (s SMTP) send(ctx context.Context, m *mail.Msg) *refusal {
	c, err := s.client()
	if err != nil {
		return &refusal{why: err, away: true}
	}
	err = c.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() { // what went wrong after that is of no consequence
		return nil
	}
	return s.refusalOf(err)
}

// refusalOf tells who is to blame. Only what the server says of this letter or its
// recipient for good is a rejection: a wrong password or sender can be mended.
func (s SMTP) refusalOf(err error) *refusal {
	r := &refusal{why: fmt.Errorf("mail server %s: %w", s.Host, err), away: true}
	var e *mail.SendError
	if !errors.As(err, &e) || e.ErrorCode() == 0 {
		return r
	}
	switch e.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		r.rejected, r.away = e.ErrorCode() >= 500, false
	}
	return r
}

// message is a letter as it goes out.
func (l letter) message(from, to, id string, at time.Time) (*mail.Msg, error) {
	m := mail.NewMsg()
	html, err := l.html()
	if err = errors.Join(err, m.From(from), m.To(to)); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(id)
	m.SetDateWithValue(at.In(reconcile.WIB))
	m.SetUserAgent("rekon")
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from who is on leave
	m.SetBodyString(mail.TypeTextPlain, l.text())
	m.AddAlternativeString(mail.TypeTextHTML, html)
	for _, a := range l.Attached {
		m.AttachReadSeeker(a.Name, bytes.NewReader(a.Data))
	}
	return m, nil
}
