package jobs_test

import (
	"fmt"
	"html"
	"log/slog"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// may is when the status pages of these tests are written: TW I was due 20 days ago.
var may = time.Date(2020, time.April, 30, 8, 15, 0, 0, reconcile.WIB)

// hostile is what a workbook may call its agency.
const hostile = `<img src=x onerror="document.title='rusak'"></td></table><script>document.title='rusak'</script>`

// statusOffice is a share with a status page of so many agencies over 2020, in every
// state, and with the workbooks that it leads to. There is no database.
func statusOffice(t *testing.T, agencies int) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), now: may}
	share, err := os.OpenRoot(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = share.Close() })
	o.Job = &jobs.Job{Share: share, Folders: jobs.DefaultFolders(), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return o.now }}
	var quarters []db.AgencyQuarter
	var returned []db.Drop
	for q := 1; q <= 4; q++ {
		for n := range agencies {
			s := sampleStanding(n, reconcile.Period{Year: 2020, Quarter: q})
			quarters = append(quarters, s)
			returned = append(returned, o.putWorkbooks(s)...)
		}
	}
	o.put("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx", []byte("ringkasan"), may)
	returned = append(returned, db.Drop{Name: "catatan rapat.docx", ReceivedAt: may, Outcome: db.Returned})
	o.put("perbaikan/catatan rapat.docx - PERBAIKAN.txt", []byte("catatan"), may)
	data, err := o.StatusPage(quarters, returned)
	if err != nil {
		t.Fatal(err)
	}
	o.put("hasil/index.html", data, may)
	return o
}

// putWorkbooks puts what an agency's quarter has on the share, and gives what was given
// back.
func (o *office) putWorkbooks(s db.AgencyQuarter) []db.Drop {
	o.t.Helper()
	code, q := s.Agency.Code, s.Period.Quarter
	if s.Revision > 0 {
		o.put(o.VariancePath(code, s.Period), []byte("variansi"), may)
	}
	if s.Revision > 0 || jobs.Ended(s.Period, o.now) {
		o.put(path.Join(o.ResultFolder(code, s.Period), fmt.Sprintf("Ringkasan %s 2020 TW%d.xlsx", code, q)), []byte("ringkasan"), may)
	}
	if s.Status != reconcile.Ditolak {
		return nil
	}
	name := fmt.Sprintf("%s/laporan #%d 100%% 'final' + \u00e9", code, q)
	o.put("perbaikan/"+name+" - PERBAIKAN.xlsx", []byte("perbaikan"), may)
	return []db.Drop{{Name: name + ".xlsx", Agency: code, Period: s.Period, ReceivedAt: s.ReceivedAt, Outcome: db.Returned}}
}

var sampleNames = []string{"Badan Kepegawaian, Pendidikan dan Pelatihan", "Dinas Kesehatan", "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Sosial",
	"Dinas Pendidikan", "Sekretariat Daerah", "Inspektorat", "Dinas Perhubungan", "Dinas Lingkungan Hidup", "Kecamatan"}

var sampleCodes = []string{"BKPP", "DINKES", "PUPR", "DINSOS", "DISDIK", "SETDA", "ITDA", "DISHUB", "DLH", "KEC"}

// sampleStanding is how the nth agency stands in a quarter: in TW I each state comes,
// in TW II a few have reported early.
func sampleStanding(n int, p reconcile.Period) db.AgencyQuarter {
	i := n % len(sampleNames)
	name, code := sampleNames[i], sampleCodes[i]
	if n >= len(sampleNames) {
		name, code = fmt.Sprintf("%s Wilayah %d", name, n/len(sampleNames)), fmt.Sprintf("%s-%d", code, n/len(sampleNames))
	}
	s := db.AgencyQuarter{Agency: reconcile.Agency{Code: code, Name: name}, Period: p, Status: reconcile.BelumLapor, Due: reconcile.Due(p, reconcile.DefaultRules())}
	accepted := func(status reconcile.Status, at time.Time, warnings int) {
		s.Status, s.ReceivedAt, s.Revision, s.Warnings = status, at, 1, warnings
		s.LateDays = reconcile.LateDays(at, s.Due)
	}
	switch {
	case p.Quarter > 2 || p.Quarter == 2 && n%7 > 0:
	case p.Quarter == 2:
		accepted(reconcile.Diterima, may.AddDate(0, 0, -1), 0)
	case i == 1:
		accepted(reconcile.Terlambat, s.Due.AddDate(0, 0, 2), 3)
	case i == 3 || i == 8:
	case i == 6:
		s.Status, s.ReceivedAt, s.Errors = reconcile.Ditolak, s.Due.AddDate(0, 0, -4), 5
	case i%2 == 0:
		accepted(reconcile.DiterimaCatatan, s.Due.AddDate(0, 0, -2), 14)
	default:
		accepted(reconcile.Diterima, s.Due.AddDate(0, 0, -3), 0)
	}
	return s
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	row   = regexp.MustCompile(`(?s)<tr><th scope="row">(.*?)</tr>`)
	cell  = regexp.MustCompile(`(?s)<td.*?</td>`)
	links = regexp.MustCompile(`href="([^"]*)"`)
)

// shown are the rows of a status page as they read: "Dinas Sosial DINSOS | Ditolak ...".
func shown(data string) (out []string) {
	for _, r := range row.FindAllStringSubmatch(data, -1) {
		name, _, _ := strings.Cut(r[1], "</th>")
		cells := []string{name}
		cells = append(cells, cell.FindAllString(r[1], -1)...)
		for i, c := range cells {
			cells[i] = html.UnescapeString(tag.ReplaceAllString(c, ""))
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return out
}

// leadsTo are the files of the share that a status page leads to.
func leadsTo(t *testing.T, data string) (out []string) {
	t.Helper()
	for _, m := range links.FindAllStringSubmatch(data, -1) {
		to, err := url.PathUnescape(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, path.Join("hasil", to))
	}
	return out
}

// TestStatusWords: each state in words, with its days and its links.
func TestStatusWords(t *testing.T) {
	o := statusOffice(t, 10)
	data := o.read("hasil/index.html")
	equal(t, "rows", shown(data), []string{
		"Badan Kepegawaian, Pendidikan dan Pelatihan BKPP | Diterima dengan Catatan 9 April 2020, 14 catatan Ringkasan Variansi | Diterima 29 April 2020 Ringkasan Variansi | –",
		"Dinas Kesehatan DINKES | Terlambat 3 hari 13 April 2020, 3 catatan Ringkasan Variansi | Belum Berakhir | 3 hari",
		"Dinas Pekerjaan Umum dan Penataan Ruang PUPR | Diterima dengan Catatan 9 April 2020, 14 catatan Ringkasan Variansi | Belum Berakhir | –",
		"Dinas Sosial DINSOS | Belum Lapor terlambat 20 hari Ringkasan | Belum Berakhir | 20 hari",
		"Dinas Pendidikan DISDIK | Diterima dengan Catatan 9 April 2020, 14 catatan Ringkasan Variansi | Belum Berakhir | –",
		"Sekretariat Daerah SETDA | Diterima 8 April 2020 Ringkasan Variansi | Belum Berakhir | –",
		"Inspektorat ITDA | Ditolak terlambat 20 hari dikembalikan 7 April 2020 Ringkasan Perbaikan | Belum Berakhir | 20 hari",
		"Dinas Perhubungan DISHUB | Diterima 8 April 2020 Ringkasan Variansi | Diterima 29 April 2020 Ringkasan Variansi | –",
		"Dinas Lingkungan Hidup DLH | Belum Lapor terlambat 20 hari Ringkasan | Belum Berakhir | 20 hari",
		"Kecamatan KEC | Diterima 8 April 2020 Ringkasan Variansi | Belum Berakhir | –",
	})
	files := leadsTo(t, data)
	equal(t, "links", len(files), 1+2*(7+2)+3+1+1) // three agencies have not reported the first quarter
	for _, f := range files {
		o.read(f)
	}
	for _, want := range []string{"<b>7</b> dari 10 sudah diterima", "Batas waktu 10 April 2020", "Berakhir 30 September 2020", "Batas waktu 10 Januari 2021", "Keadaan per <time id=\"when\" datetime=\"2020-04-30T01:15:00Z\">30 April 2020 08.15 WIB<"} {
		if !strings.Contains(data, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestStatusBeforeDue: between the end of a quarter and its due date nobody is late.
func TestStatusBeforeDue(t *testing.T) {
	o := statusOffice(t, 0)
	p := reconcile.Period{Year: 2020, Quarter: 1}
	q := sampleStanding(3, p)
	for _, c := range []struct {
		now  time.Time
		want string
	}{
		{q.Due.AddDate(0, 0, -11).Add(-time.Second), "Belum Berakhir"},
		{q.Due.AddDate(0, 0, -10), "Belum Lapor"},
		{q.Due.Add(-time.Second), "Belum Lapor"},
		{q.Due, "Belum Lapor terlambat 1 hari"},
	} {
		o.now = c.now
		data, err := o.StatusPage([]db.AgencyQuarter{q}, nil)
		if err != nil {
			t.Fatal(err)
		}
		cells := strings.Split(shown(string(data))[0], " | ")
		equal(t, c.now.String(), cells[1], c.want)
	}
}

// TestStatusClosed: what is closed ages no more, with a report or without.
func TestStatusClosed(t *testing.T) {
	o := statusOffice(t, 0)
	p := reconcile.Period{Year: 2020, Quarter: 1}
	silent, reported := sampleStanding(3, p), sampleStanding(1, p)
	silent.Status, reported.Status, silent.LateDays = reconcile.Ditutup, reconcile.Ditutup, 7
	data, err := o.StatusPage([]db.AgencyQuarter{reported, silent}, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", shown(string(data)), []string{
		"Dinas Kesehatan DINKES | Ditutup terlambat 3 hari laporan 13 April 2020, 3 catatan | 3 hari",
		"Dinas Sosial DINSOS | Ditutup terlambat 7 hari tanpa laporan | 7 hari"})
	o.now = o.now.AddDate(0, 1, 0)
	later, err := o.StatusPage([]db.AgencyQuarter{reported, silent}, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "a month later", shown(string(later)), shown(string(data)))
}

// TestStatusHostileNames: what a workbook names is text, never markup.
func TestStatusHostileNames(t *testing.T) {
	o := statusOffice(t, 0)
	q := sampleStanding(3, reconcile.Period{Year: 2019, Quarter: 1})
	q.Agency = reconcile.Agency{Code: `A"B'<x>`, Name: hostile + "\u202ekebalik\x1b[2J"}
	o.put("perbaikan/javascript-alert(1).txt - PERBAIKAN.txt", nil, may)
	data, err := o.StatusPage([]db.AgencyQuarter{q}, []db.Drop{{Name: "javascript-alert(1).txt", Outcome: db.Returned}})
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	equal(t, "name", strings.Split(shown(page)[0], " | ")[0], hostile+`\u202ekebalik\u001b[2J A"B'<x>`)
	equal(t, "scripts", strings.Count(page, "<script"), 1)
	equal(t, "pictures", strings.Count(page, "<img"), 0)
	equal(t, "links", leadsTo(t, page), []string{"perbaikan/javascript-alert(1).txt - PERBAIKAN.txt"})
}

// TestStatusPageLife follows a page from the first import over days.
func TestStatusPageLife(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const file = "hasil/index.html"
		equal(o.t, "after the import", shown(o.read(file)), []string{"BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS BKPP | Belum Lapor Ringkasan | –"})
		o.drop("bkpp/tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.drop("catatan.txt", []byte("halo"))
		o.run()
		equal(o.t, "given back", leadsTo(o.t, o.read(file)), []string{
			"hasil/2020/TW1/Ringkasan 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "perbaikan/bkpp/tw1 - PERBAIKAN.xlsx", "perbaikan/catatan.txt - PERBAIKAN.txt"})
		before := o.read(file)
		o.later(time.Hour)
		equal(o.t, "an hour without work", o.kill(0, pass), nil)

		o.now = night
		o.StopAt(nil)
		o.run()
		if got := shown(o.read(file))[0]; !strings.Contains(got, "Ditolak terlambat 1 hari") {
			o.t.Errorf("the next day: %s", got)
		}
		o.put(file, []byte(before), may) // another worker's, late
		o.run()
		if got := shown(o.read(file))[0]; !strings.Contains(got, "Ditolak terlambat 1 hari") {
			o.t.Errorf("after an older state: %s", got)
		}

		o.drop("bkpp/tw1.xlsx", fixture(o.t, tw1))
		o.run()
		equal(o.t, "accepted", leadsTo(o.t, o.read(file)), []string{
			"hasil/2020/TW1/Ringkasan 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "perbaikan/catatan.txt - PERBAIKAN.txt"})
		o.later(time.Hour)
		o.drop("bkpp/perubahan.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.run()
		equal(o.t, "then one that was given back", leadsTo(o.t, o.read(file))[3], "perbaikan/bkpp/perubahan - PERBAIKAN.xlsx")
		written := o.read(file)
		o.later(24 * time.Hour)
		o.run()
		equal(o.t, "a day without work", strings.Contains(o.read(file), jobs.FormatTime(o.now)), true)
		equal(o.t, "what it shows then", shown(o.read(file)), shown(written))
	})
}

// TestStatusYears: the latest two years that have begun to be reported.
func TestStatusYears(t *testing.T) {
	year := func(y int, received time.Time) db.AgencyQuarter {
		return db.AgencyQuarter{Period: reconcile.Period{Year: y, Quarter: 1}, ReceivedAt: received}
	}
	for _, c := range []struct {
		have []db.AgencyQuarter
		want []int
	}{
		{nil, nil},
		{[]db.AgencyQuarter{year(2021, time.Time{}), year(2022, time.Time{})}, []int{2021}},
		{[]db.AgencyQuarter{year(2018, time.Time{}), year(2019, time.Time{}), year(2020, time.Time{}), year(2021, time.Time{})}, []int{2019, 2020}},
		{[]db.AgencyQuarter{year(2020, time.Time{}), year(2021, may)}, []int{2020, 2021}},
	} {
		equal(t, fmt.Sprint(len(c.have), " years"), jobs.ShownYears(c.have, may), c.want)
	}
}
