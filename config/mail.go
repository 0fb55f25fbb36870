package config

import (
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// Mail is the server that letters go out by, and what they bear. Without a server
// there are no letters.
type Mail struct {
	Server        string // host:port, "" for none
	Security      string // [STARTTLS], [TLS] or [NoSecurity]
	User          string // "" where the server asks for none
	Password      Secret
	PasswordFile  string // where it is kept, "" when it is not in a file
	From          string // the sender: an address, or name <address>
	Administrator string // gets what belongs to no agency that has an address
	Timeout       time.Duration
	Attachments   int64         // bytes that a letter may carry; more is named by its path
	GiveUp        time.Duration // how long a letter is tried
}

// How letters are kept from being read on their way to the server. Without, it must
// be on this machine.
const (
	STARTTLS   = "starttls"
	TLS        = "tls"
	NoSecurity = "none"
)

// mail reads the section as a whole: some of it depends on the rest.
func (d *decoder) mail(v value, dst *Mail) {
	at := map[string]value{}
	at["mail"] = v
	keep := func(read func(value)) func(value) {
		return func(v value) {
			at[v.name()] = v
			read(v)
		}
	}
	d.fields(v, map[string]func(value){
		"server":        keep(func(v value) { d.text(v, &dst.Server) }),
		"security":      keep(func(v value) { d.choice(v, &dst.Security, STARTTLS, TLS, NoSecurity) }),
		"user":          keep(func(v value) { d.text(v, &dst.User) }),
		"password":      keep(func(v value) { d.text(v, (*string)(&dst.Password)) }),
		"password_file": keep(func(v value) { d.text(v, &dst.PasswordFile) }),
		"from":          keep(func(v value) { d.sender(v, &dst.From) }),
		"administrator": func(v value) { d.address(v, &dst.Administrator) },
		"timeout":       func(v value) { d.duration(v, &dst.Timeout, time.Second, 10*time.Minute) },
		"attachments":   func(v value) { d.size(v, &dst.Attachments, 0, 100<<20) },
		"give_up":       func(v value) { d.duration(v, &dst.GiveUp, time.Minute, 30*24*time.Hour) },
	})
	d.mailAt = at
	d.server(dst, at)
	if _, given := at["from"]; !given {
		d.problem(v, "has no from", "Write the address that letters come from: from: rekon@instansi.go.id.")
	}
	if dst.Password != "" && dst.PasswordFile != "" {
		d.problem(at["password_file"], "the password stands in the settings, too", "Keep one of the two, better the file.")
	}
}

// ports are those that a server usually listens at.
var ports = map[string]string{STARTTLS: "587", TLS: "465", NoSecurity: "25"}

// server settles the address, and that nothing secret goes out in the clear.
func (d *decoder) server(m *Mail, at map[string]value) {
	v, given := at["server"]
	if !given {
		d.problem(at["mail"], "has no server", "Write the server that letters go out by: server: smtp.instansi.go.id:587.")
		return
	}
	host, port, err := net.SplitHostPort(m.Server)
	if err != nil {
		host, port = strings.Trim(m.Server, "[]"), ports[m.Security]
	}
	n, err := strconv.Atoi(port)
	if badHost(host) || err != nil || n < 1 || n > 65535 {
		d.problem(v, fmt.Sprintf("%q is not a server", m.Server), "Write host:port, for example smtp.instansi.go.id:587.")
		return
	}
	m.Server = net.JoinHostPort(host, port)
	if m.Security != NoSecurity {
		return
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		d.problem(at["security"], "letters would go to "+host+" in the clear", "Write starttls or tls; none is for a server on this machine.")
	}
	if user, given := at["user"]; given {
		d.problem(user, "the password would go out in the clear", "Write security: starttls or tls, or take the user out.")
	}
}

func badHost(host string) bool {
	if net.ParseIP(host) != nil {
		return false
	}
	for _, r := range host {
		if r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return true
		}
	}
	return host == ""
}

func (d *decoder) address(v value, dst *string) {
	var s string
	if !d.text(v, &s) {
		return
	}
	if addr, err := mail.ParseAddress(s); err != nil || addr.Address != s {
		d.problem(v, fmt.Sprintf("%q is not an e-mail address", s), "Write it plain: nama@instansi.go.id.")
		return
	}
	*dst = s
}

func (d *decoder) sender(v value, dst *string) {
	var s string
	if !d.text(v, &s) {
		return
	}
	if _, err := mail.ParseAddress(s); err != nil {
		d.problem(v, fmt.Sprintf("%q is not an e-mail address", s), "Write rekon@instansi.go.id, or rekon <rekon@instansi.go.id>.")
		return
	}
	*dst = s
}

// mailSecret fetches the password of the mail server from where it is kept.
func (d *decoder) mailSecret(m *Mail, getenv func(string) string) {
	if m.Server == "" {
		return
	}
	d.fetch(&m.Password, getenv, MailPasswordVariable, m.PasswordFile, d.mailAt["password_file"])
	file, kept := d.mailAt["password_file"]
	switch _, user := d.mailAt["user"]; {
	case user && m.Password == "" && !kept:
		d.problem(d.mailAt["user"], "has no password",
			"Write password_file: with the name of a file that holds it, or set "+MailPasswordVariable+".")
	case !user && kept:
		d.problem(file, "there is no user whose password it is", "Write user:, or take the line out.")
	case !user && d.mailAt["password"].node != nil:
		d.problem(d.mailAt["password"], "there is no user whose password it is", "Write user:, or take the line out.")
	}
}
