package jobs_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"net"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"rekon/jobs"
	"rekon/reconcile"
)

// Names as Windows has them: "Naming Files, Paths, and Namespaces".
var (
	reservedName  = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$`)
	forbiddenName = regexp.MustCompile(`[<>:"/\\|?*\x00-\x1f]|[. ]$`)
)

func checkWindowsName(t *testing.T, name string) {
	t.Helper()
	for _, part := range strings.Split(name, "/") {
		switch {
		case !utf8.ValidString(part), reservedName.MatchString(part), forbiddenName.MatchString(part), len(utf16.Encode([]rune(part))) > 255:
			t.Errorf("Windows cannot open %q", name)
		case strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Cf, r) }):
			t.Errorf("%q does not show what it is", name)
		}
	}
}

// TestReturnNames: whatever a file was called, what comes back bears a name that
// Windows opens, inside the share, one for each; texts show the name and obey none of
// it.
func TestReturnNames(t *testing.T) {
	each(t, func(o *office) {
		names := oddNames()
		for _, name := range []string{
			"CON.xlsx", "nul.txt", "com1", "LPT9.xlsx.xlsx", "aux .xlsx", "-rf.xlsx", "--", "akhir. ", "akhir . . .", "\u202elaporan\u2066.xlsx",
			"hapus\x1b[2Jlayar\x07.xlsx", "caf\u00e9.xlsx", "cafe\u0301.xlsx", "\xff\xfe\xfd", "\u00a0.xlsx", "CON/PRN/aux.xlsx", "ujung./spasi /x.xlsx",
			strings.Repeat("d/", 60) + "dalam.xlsx", strings.Repeat("é", 127), "COM¹.xlsx", "a:b.xlsx", "a-b.xlsx", `a\b.xlsx`,
		} {
			names[name] = "odd"
		}
		delete(names, "..xlsx ..")
		delete(names, "a..b/..c/lap.xlsx")
		for name := range names {
			o.drop(name, []byte("isi "+name))
		}
		outside, err := os.ReadDir(filepath.Dir(o.dir))
		if err != nil {
			o.t.Fatal(err)
		}
		pass := o.run()
		equal(o.t, "taken", len(pass.Taken), len(names))
		equal(o.t, "inbox", o.files("masuk"), nil)
		written := map[string]bool{}
		for _, x := range pass.Taken {
			equal(o.t, x.Name, len(x.Paths), 2)
			for _, p := range x.Paths {
				checkWindowsName(o.t, p)
				if written[p] || !strings.HasPrefix(p, "perbaikan/") || path.Clean(p) != p {
					o.t.Errorf("%q was written to %q, before: %v", x.Name, p, written[p])
				}
				written[p] = true
			}
			equal(o.t, x.Name, o.read(x.Paths[0]), "isi "+x.Name)
			for _, r := range strings.ReplaceAll(o.read(x.Paths[1]), "\r\n", "") {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
					o.t.Errorf("the note of %q holds %U", x.Name, r)
				}
			}
		}
		equal(o.t, "given back", len(o.files("perbaikan")), 2*len(names))
		for _, name := range append(o.originals(), o.files("perbaikan")...) {
			checkWindowsName(o.t, name)
		}
		after, err := os.ReadDir(filepath.Dir(o.dir))
		if err != nil || len(after) != len(outside) {
			o.t.Errorf("beside the share: %v, %v", after, err)
		}
	})
}

// TestPipeInPlaceOfFile: what takes the name of a file after it was listed is neither
// waited for nor followed.
func TestPipeInPlaceOfFile(t *testing.T) {
	eachPlanned(t, func(o *office) {
		secret := filepath.Join(o.t.TempDir(), "rahasia.xlsx")
		put := map[string]func(name string) error{
			"pipa.xlsx":   func(name string) error { return syscall.Mkfifo(name, 0o600) },
			"tautan.xlsx": func(name string) error { return os.Symlink(secret, name) },
			"folder.xlsx": func(name string) error { return os.Mkdir(name, 0o700) },
			"putus.xlsx":  func(name string) error { return os.Symlink("putus.xlsx", name) },
		}
		if err := os.WriteFile(secret, fixture(o.t, tw1), 0o600); err != nil {
			o.t.Fatal(err)
		}
		for name := range put {
			o.drop(name, fixture(o.t, tw1))
		}
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		looked := 0
		o.Now = func() time.Time {
			if looked++; looked == 1 { // the list has been made
				for name, make := range put {
					if err := errors.Join(os.Remove(o.path("masuk/"+name)), make(o.path("masuk/"+name))); err != nil {
						o.t.Error(err)
					}
				}
			}
			return o.now
		}
		pass, _ := o.Run(o.t.Context())
		equal(o.t, "outcomes", outcomes(pass), []string{"tw2.xlsx accepted 1"})
		for _, name := range o.originals() {
			if strings.Contains(name, hash(fixture(o.t, tw1))) {
				o.t.Error("a link was followed")
			}
		}
	})
}

// TestChangedWhileKept: a file too large to be read whole, which changes between its
// two readings, is not kept under a hash that is not its own.
func TestChangedWhileKept(t *testing.T) {
	each(t, func(o *office) {
		o.Limits.Bytes = 1000
		o.drop("besar.xlsx", bytes.Repeat([]byte("a"), 5000))
		o.StopAt(func(at string) error {
			if at == "write" {
				o.StopAt(nil)
				o.drop("besar.xlsx", bytes.Repeat([]byte("b"), 5000))
			}
			return nil
		})
		pass := o.run()
		equal(o.t, "left", left(pass), map[string]string{"besar.xlsx": copying})
		equal(o.t, "kept", o.originals(), nil)
		equal(o.t, "outcomes", outcomes(o.run()), []string{"besar.xlsx returned"})
		for _, name := range o.originals() {
			if !strings.Contains(name, hash([]byte(o.read("arsip/"+name)))) {
				o.t.Errorf("%s holds something else", name)
			}
		}
	})
}

// withParts adds parts to a workbook.
func withParts(t *testing.T, data []byte, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range parts {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestMacrosAndLinks: they are left alone, and mentioned once, at the first cell.
func TestMacrosAndLinks(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsm", withParts(o.t, fixture(o.t, tw1), map[string]string{
			"xl/vbaProject.bin":                             compoundStart,
			"xl/externalLinks/externalLink1.xml":            "<externalLink/>",
			"xl/externalLinks/_rels/externalLink1.xml.rels": `<Relationships><Relationship Id="rId1" Target="file:///\\host\share\x.xlsx" TargetMode="External"/></Relationships>`,
			"xl/connections.xml":                            "<connections/>",
			"xl/embeddings/oleObject1.bin":                  compoundStart,
			"customXml/item1.xml":                           "<a/>",
		}))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"tw1.xlsm accepted 1"})
		var got []string
		for _, f := range pass.Taken[0].Findings {
			if f.Code == reconcile.MacrosIgnored || f.Code == reconcile.ExternalLinks {
				got = append(got, string(f.Code)+" "+f.Source.Cell+" "+string(f.Severity()))
			}
		}
		slices.Sort(got)
		equal(o.t, "findings", got, []string{"external-links A1 info", "macros-ignored A1 info"})
	})
}

const compoundStart = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// TestPlanTime: a plan that takes too long to read, or is none, is refused, not
// waited for.
func TestPlanTime(t *testing.T) {
	each(t, func(o *office) {
		o.ReadTime = time.Nanosecond
		_, err := o.ImportPlan(o.t.Context(), "rencana.xlsx", fixture(o.t, plan), jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1})
		var bad *jobs.RejectedPlan
		if !errors.As(err, &bad) || len(bad.Findings) != 1 || bad.Findings[0].Code != reconcile.TooLarge {
			o.t.Errorf("%v, %+v", err, bad)
		}
		equal(o.t, "kept", o.originals(), nil)
	})
}

// TestHeavyWorkbooks: workbooks that are too heavy to be held side by side are read
// one after the other, with the same outcome.
func TestHeavyWorkbooks(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Workers, o.Limits.Memory = 8, 4<<20
		for i := range 6 {
			o.drop(string(rune('a'+i))+".xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: i + 1}))
		}
		o.drop("z.xlsx", edited(o.t, fixture(o.t, tw2), map[string]any{"PROGRAM KEGIATAN!A60": "x"}))
		o.drop("tanpa rencana.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{"RENCANA AKSI!A1": "LAPORAN TAHUN 2031", "PROGRAM KEGIATAN!A1": "LAPORAN TAHUN 2031"}))
		accepted := 0
		for _, x := range o.run().Taken {
			if x.Outcome == "accepted" {
				accepted++
			}
		}
		equal(o.t, "accepted", accepted, 7)
		equal(o.t, "revisions", o.result(1).Report.Revision, 6)
		o.Limits.Memory = 1 << 20
		o.drop("terlalu besar.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 99}))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"terlalu besar.xlsx returned"})
		equal(o.t, "why", pass.Taken[0].Findings[0].Code, reconcile.TooLarge)
	})
}

// TestPanicStopsNoOther: what breaks down over one file, at any of its points, is an
// error that names the file; the others are done, and it in the next pass.
func TestPanicStopsNoOther(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Workers = 1
		for i, point := range []string{"temporary file", "archived", "stored", "published", "cleared", "marked"} {
			o.later(time.Hour)
			for n := range 3 {
				o.drop(string(rune('a'+n))+".xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 100*i + n + 7}))
			}
			o.drop("rusak.xlsx", []byte{byte(i)})
			failed := false
			o.StopAt(func(at string) error {
				if at == point && !failed {
					failed = true
					panic("the library is beside itself")
				}
				return nil
			})
			pass, err := o.Run(o.t.Context())
			if err == nil || !failed || !strings.Contains(err.Error(), ".xlsx: broke down over it: string") {
				o.t.Errorf("%s: the error says: %v", point, err)
			}
			equal(o.t, point, len(pass.Taken), 3)
			o.StopAt(nil)
			o.run()
			equal(o.t, point, o.files("masuk"), nil)
			equal(o.t, point, len(o.rows("drops", "name")), 4*(i+1))
		}
	})
}

// TestUnreadableFile: one that may not be read is an error that names it, and stops
// no other.
func TestUnreadableFile(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("terkunci.xlsx", fixture(o.t, tw2))
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		if err := os.Chmod(o.path("masuk/terkunci.xlsx"), 0); err != nil {
			o.t.Fatal(err)
		}
		if f, err := os.Open(o.path("masuk/terkunci.xlsx")); err == nil {
			_ = f.Close()
			o.t.Skip("this user may read anything")
		}
		pass, err := o.Run(o.t.Context())
		equal(o.t, "outcomes", outcomes(pass), []string{"tw1.xlsx accepted 1"})
		if err == nil || !strings.Contains(err.Error(), "terkunci.xlsx") || !strings.Contains(err.Error(), "give the worker's user write access") {
			o.t.Errorf("the error says: %v", err)
		}
	})
}

// TestSocketsAndLoops: sockets, links in a circle and folders without end are neither
// followed nor waited for.
func TestSocketsAndLoops(t *testing.T) {
	eachPlanned(t, func(o *office) {
		socket, err := net.Listen("unix", o.path("masuk/s.xlsx"))
		if err != nil {
			o.t.Fatal(err)
		}
		defer func() { _ = socket.Close() }()
		if err := errors.Join(os.Symlink("putar dua", o.path("masuk/putar")), os.Symlink("putar", o.path("masuk/putar dua")),
			os.Symlink(".", o.path("masuk/diri")), os.Symlink("../hasil", o.path("masuk/hasil.xlsx"))); err != nil {
			o.t.Fatal(err)
		}
		o.drop(strings.Repeat("dalam/", 200)+"tw1.xlsx", fixture(o.t, tw1))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{strings.Repeat("dalam/", 200) + "tw1.xlsx accepted 1"})
		const odd = "bukan berkas biasa"
		equal(o.t, "left", left(pass), map[string]string{"s.xlsx": odd, "putar": odd, "putar dua": odd, "diri": odd, "hasil.xlsx": odd})
	})
}
