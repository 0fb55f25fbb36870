package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// staff is a machine of the office, to which the share of a site is a network drive: a
// real smbd serves it, and smbclient works on it.
type staff struct {
	*site
	server string // address
}

// staff starts a file server for the site as docs/operasi.md sets it up, with more settings
// if need be.
func (s *site) staff(settings ...string) *staff {
	s.t.Helper()
	skipUnless(s.t, "smbd", "SAMBA")
	skipUnless(s.t, "smbclient", "SAMBA")
	must(s.t, os.Chmod(s.dir, 0o755)) // staff are somebody else than rekon
	must(s.t, os.Chmod(filepath.Dir(s.dir), 0o755))
	must(s.t, os.Chmod(s.share("masuk"), 0o777))
	folder, err := os.MkdirTemp("", "rekon-smbd-") // a socket's path must be short
	must(s.t, err)
	m := &staff{site: s, server: freeAddress(s.t)}
	file := filepath.Join(folder, "smb.conf")
	must(s.t, os.WriteFile(file, []byte(m.settings(folder, settings)), 0o600))
	life, err := dbtest.Daemon(context.WithoutCancel(s.t.Context()), folder, "setsid", "smbd", "--foreground", "--no-process-group", "--configfile="+file)
	must(s.t, err)
	s.t.Cleanup(func() {
		must(s.t, life.Close())
		await(s.t, "the file server's folder is gone", func() bool { _, err := os.Stat(folder); return os.IsNotExist(err) })
	})
	await(s.t, "the file server answers", func() bool { return m.client(m.server, "ls").Run() == nil })
	return m
}

// settings are those of the documentation, where everybody is staff.
func (m *staff) settings(folder string, more []string) string {
	m.t.Helper()
	text, err := os.ReadFile("../../docs/operasi.md")
	must(m.t, err)
	_, share, found := strings.Cut(string(text), "\n    [rekon]\n")
	share, _, ended := strings.Cut(share, "\n\n")
	if !found || !ended {
		m.t.Fatal("docs/operasi.md shows no section [rekon] for smb.conf")
	}
	_, port, _ := net.SplitHostPort(m.server)
	global := []string{"[global]", "server role = standalone server", "smb ports = " + port, "interfaces = 127.0.0.1",
		"bind interfaces only = yes", "map to guest = bad user", "guest account = nobody", "disable spoolss = yes",
		"log file = " + folder + "/smbd.log", "smb2 max write = 65536", "server min protocol = NT1", "ntlm auth = yes"} // cifsdd is old
	for _, kind := range []string{"lock directory", "state directory", "cache directory", "private dir", "pid directory", "ncalrpc dir"} {
		global = append(global, kind+" = "+folder+"/state")
	}
	own := append([]string{"path = " + m.share("."), "guest only = yes", "guest ok = yes", "valid users = ", "force group = "}, more...)
	must(m.t, os.Mkdir(folder+"/state", 0o755))
	return strings.Join(global, "\n") + "\n[rekon]\n" + share + "\n" + strings.Join(own, "\n") + "\n"
}

// client is smbclient with commands, at an address of the server.
func (m *staff) client(address, commands string) *exec.Cmd {
	host, port, _ := net.SplitHostPort(address)
	return exec.Command("smbclient", "//"+host+"/rekon", "--port="+port, "--no-pass", "--configfile=/dev/null", "--directory=masuk", "--command="+commands)
}

// does has smbclient do something in masuk/.
func (m *staff) does(commands ...string) {
	m.t.Helper()
	if out, err := m.client(m.server, strings.Join(commands, "; ")).CombinedOutput(); err != nil {
		m.t.Fatalf("smbclient, %q: %v\n%s", commands, err, out)
	}
}

// block is the smallest piece that is written.
const block = 16 << 10

// writes has cifsdd write a piece of a file in masuk/, from one block to another.
func (m *staff) writes(name string, data []byte, from, to int) {
	m.t.Helper()
	host, port, _ := net.SplitHostPort(m.server)
	out, err := exec.Command("cifsdd", "--no-pass", "--configfile=/dev/null", "--option=smb ports="+port, "--option=client min protocol=NT1",
		"if="+m.local(data[from*block:min(to*block, len(data))]), "of=//"+host+"/rekon/masuk/"+name, fmt.Sprint("bs=", block), fmt.Sprint("seek=", from)).CombinedOutput()
	if err != nil {
		m.t.Fatalf("cifsdd: %v\n%s", err, out)
	}
}

// local is a file on the staff's own disk.
func (m *staff) local(data []byte) string {
	m.t.Helper()
	file := filepath.Join(m.t.TempDir(), "laporan.xlsx")
	must(m.t, os.WriteFile(file, data, 0o600))
	return file
}

// upload is a copying to the share that goes no further than it is let.
type upload struct {
	*staff
	*exec.Cmd
	*gate
	name string
}

// uploads begins to copy a file into masuk/, and stops when the first of it is there.
func (m *staff) uploads(name string, data []byte) *upload {
	m.t.Helper()
	g := newGate(m.t, m.server)
	u := &upload{m, m.client(g.Addr().String(), "put "+m.local(data)+" "+name), g, name}
	must(m.t, u.Start())
	m.t.Cleanup(func() { _ = u.Process.Kill() })
	u.goesOn()
	return u
}

// size is how much of a file has arrived, -1 while there is none.
func (m *staff) size(name string) int64 {
	info, err := os.Stat(m.share("masuk/" + name))
	if err != nil {
		return -1
	}
	return info.Size()
}

// goesOn lets so much through that the file grows.
func (u *upload) goesOn() {
	u.t.Helper()
	before := max(0, u.size(u.name))
	await(u.t, u.name+" grows", func() bool { u.let(4 << 10); return u.size(u.name) > before })
}

// ends lets all of it through.
func (u *upload) ends() {
	u.t.Helper()
	u.let(1 << 30)
	must(u.t, u.Wait())
}

// breaks cuts the connection.
func (u *upload) breaks() {
	u.t.Helper()
	must(u.t, u.cut())
	if err := u.Wait(); err == nil {
		u.t.Error("the connection was cut, and the upload succeeded")
	}
}

func skipUnless(t testing.TB, program, what string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root: not run")
	}
	_, err := exec.LookPath(program)
	if err != nil && os.Getenv("REKON_REQUIRE_"+what) == "1" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("%s not found: not run", program)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { must(t, l.Close()) }()
	return l.Addr().String()
}

// await waits for something to become so.
func await(t testing.TB, what string, so func() bool) {
	t.Helper()
	for range 3000 {
		if so() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}
