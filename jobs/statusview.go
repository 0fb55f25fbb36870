package jobs

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

//go:embed statuspage.html
var statusHTML string

//go:embed statuspage.css
var statusCSS string

//go:embed statuspage.js
var statusJS string

// statusTemplate escapes whatever a workbook named; style and script are ours.
var statusTemplate = template.Must(template.New("statuspage.html").Funcs(template.FuncMap{
	"count": func(n int) string { return reconcile.FormatNumber(decimal.NewFromInt(int64(n))) },
}).Parse(statusHTML))

// statusView is the status page in words.
type statusView struct {
	Digest  string
	Written time.Time
	Years   []statusYear // the latest first
	Strays  []statusLink // given back, of no known agency; the latest first
	More    int          // of these that are not named
}

type statusYear struct {
	Year     int
	Quarters [4]statusQuarter
	Agencies []*statusAgency // by code
	Columns  []string        // of the table: the quarters to the last that has begun, else all
}

// statusQuarter is one quarter of all agencies.
type statusQuarter struct {
	Roman    string
	Begun    bool   // it has ended, or someone reported
	Ends     string // day
	Due      string // day
	Agencies int
	Accepted int
	Counts   []statusCount // by status, the most urgent first
	Summary  string        // link
}

// statusCount is how many agencies stand so.
type statusCount struct {
	Class, Word string
	N           int
}

type statusAgency struct {
	Code, Name string
	Cells      []statusCell // by column
}

// statusCell is an agency in a quarter.
type statusCell struct {
	Class string // one of statusKinds
	Word  string
	Note  string // what more there is to say of it
	Late  int    // days
	Links []statusLink
}

type statusLink struct{ Word, Href string }

// statusKinds are the classes of cells with their words, the most urgent first. The
// page sorts, colours and marks by them.
var statusKinds = []struct{ class, word string }{
	{"l", string(reconcile.BelumLapor)}, // the due date has passed
	{"x", string(reconcile.Ditolak)},
	{"b", string(reconcile.BelumLapor)},
	{"t", string(reconcile.Terlambat)},
	{"c", string(reconcile.DiterimaCatatan)},
	{"d", string(reconcile.Diterima)},
	{"z", string(reconcile.Ditutup)},
	{"n", "Belum Berakhir"}, // or no plan holds for it
}

// maxStrays bounds what is named of no known agency.
const maxStrays = 20

// statusViewOf words a state as it stands at a moment.
func statusViewOf(s statusState, now time.Time, links statusLinks) statusView {
	var v statusView
	rows := map[cacheKey]*statusAgency{}
	last := lastReturned(s.Returned)
	corrected := map[cacheKey]string{}
	for _, c := range s.Corrected {
		corrected[cacheKey{agency: c.Agency, period: c.Period}] = "dikoreksi " + reconcile.CorrectedWords(c.Times, c.Last)
	}
	for _, q := range s.Quarters { // by year, quarter and agency
		y := v.year(q.Period.Year)
		key := cacheKey{agency: q.Agency.Code, period: reconcile.Period{Year: q.Period.Year}}
		row := rows[key]
		if row == nil {
			row = &statusAgency{Code: oneLine(q.Agency.Code), Name: oneLine(q.Agency.Name), Cells: make([]statusCell, 4)}
			rows[key], y.Agencies = row, append(y.Agencies, row)
		}
		cell := statusCellOf(q, now)
		if words := corrected[cacheKey{agency: q.Agency.Code, period: q.Period}]; words != "" {
			cell.Note = strings.TrimPrefix(cell.Note+", "+words, ", ")
		}
		cell.Links = cellLinks(q, last, links)
		row.Cells[q.Period.Quarter-1] = cell
		y.Quarters[q.Period.Quarter-1].count(q, cell, now)
	}
	for i := range v.Years {
		v.Years[i].finish(links)
	}
	slices.Reverse(v.Years)
	v.addStrays(s.Returned, links)
	return v
}

func (v *statusView) year(n int) *statusYear {
	if len(v.Years) == 0 || v.Years[len(v.Years)-1].Year != n {
		v.Years = append(v.Years, statusYear{Year: n})
	}
	return &v.Years[len(v.Years)-1]
}

// LateDays are an agency's days of delay as of now: without an accepted report they grow
// from day to day, until the quarter is closed.
func LateDays(q db.AgencyQuarter, now time.Time) int {
	if q.Revision > 0 || q.Status == reconcile.Ditutup {
		return q.LateDays
	}
	return reconcile.LateDays(now, q.Due)
}

// statusCellOf words how an agency stands.
func statusCellOf(q db.AgencyQuarter, now time.Time) statusCell {
	c := statusCell{Word: string(q.Status), Late: LateDays(q, now)}
	switch q.Status {
	case reconcile.BelumLapor:
		switch {
		case c.Late > 0:
			c.Class = "l"
		case Ended(q.Period, now):
			c.Class = "b"
		default:
			c.Class, c.Word = "n", "Belum Berakhir"
		}
		return c
	case reconcile.Ditolak:
		c.Note = "dikembalikan " + dayWords(q.ReceivedAt)
	case reconcile.Ditutup:
		c.Note = "tanpa laporan"
		if q.Revision > 0 {
			c.Note = "laporan " + dayWords(q.ReceivedAt)
		}
	default:
		c.Note = dayWords(q.ReceivedAt)
	}
	for _, k := range statusKinds {
		if k.word == c.Word {
			c.Class = k.class
		}
	}
	if q.Revision > 0 && q.Warnings > 0 {
		c.Note += fmt.Sprintf(", %d catatan", q.Warnings)
	}
	return c
}

// cellLinks are the workbooks of an agency's quarter that are on the share. One that
// was given back counts while nothing was accepted later.
func cellLinks(q db.AgencyQuarter, last map[cacheKey]db.Drop, links statusLinks) (out []statusLink) {
	add := func(word, href string) {
		if href != "" {
			out = append(out, statusLink{word, href})
		}
	}
	add("Ringkasan", links.summary(q.Agency.Code, q.Period)) // once the quarter has ended also without a report
	if q.Revision > 0 {
		add("Variansi", links.variance(q.Agency.Code, q.Period))
	}
	d, ok := last[cacheKey{agency: q.Agency.Code, period: q.Period}]
	if ok && (q.Revision == 0 || !d.ReceivedAt.Before(q.ReceivedAt)) {
		add("Perbaikan", links.returned(d))
	}
	return out
}

// lastReturned is what was given back last for each agency and quarter.
func lastReturned(drops []db.Drop) map[cacheKey]db.Drop {
	last := map[cacheKey]db.Drop{}
	for _, d := range drops {
		last[cacheKey{agency: d.Agency, period: d.Period}] = d
	}
	return last
}

func (q *statusQuarter) count(of db.AgencyQuarter, c statusCell, now time.Time) {
	end := time.Date(of.Period.Year, time.Month(3*of.Period.Quarter+1), 0, 0, 0, 0, 0, reconcile.WIB)
	q.Ends, q.Due = dayWords(end), dayWords(of.Due.Add(-1))
	q.Agencies++
	if of.Revision > 0 {
		q.Accepted++
	}
	q.Begun = q.Begun || Ended(of.Period, now) || !of.ReceivedAt.IsZero()
	for i := range q.Counts {
		if q.Counts[i].Class == c.Class {
			q.Counts[i].N++
			return
		}
	}
	q.Counts = append(q.Counts, statusCount{c.Class, c.Word, 1})
}

// finish completes a year whose rows are all there.
func (y *statusYear) finish(links statusLinks) {
	begun := 0
	for i := range y.Quarters {
		q := &y.Quarters[i]
		p := reconcile.Period{Year: y.Year, Quarter: i + 1}
		q.Roman = p.Roman()
		if q.Begun {
			begun, q.Summary = i+1, links.summary("", p)
		}
		y.Columns = append(y.Columns, q.Roman)
		slices.SortFunc(q.Counts, func(a, b statusCount) int { return urgency(a.Class) - urgency(b.Class) })
	}
	if begun == 0 {
		return
	}
	y.Columns = y.Columns[:begun]
	for _, a := range y.Agencies {
		a.Cells = a.Cells[:begun]
		for i := range a.Cells {
			if a.Cells[i].Class == "" {
				a.Cells[i] = statusCell{Class: "n", Word: "Tanpa Rencana"}
			}
		}
	}
}

func urgency(class string) int {
	return slices.IndexFunc(statusKinds, func(k struct{ class, word string }) bool { return k.class == class })
}

// addStrays names what was given back to nobody that is known, while it is there. What
// came back under one name is one.
func (v *statusView) addStrays(drops []db.Drop, links statusLinks) {
	seen := map[string]bool{}
	for _, d := range slices.Backward(drops) {
		if d.Agency != "" && d.Period.Quarter > 0 && d.Period.Year > 0 {
			continue
		}
		href := links.returned(d)
		if href == "" || seen[href] {
			continue
		}
		seen[href] = true
		if len(v.Strays) == maxStrays {
			v.More++
			continue
		}
		v.Strays = append(v.Strays, statusLink{oneLine(d.Name), href})
	}
}

// Delay words the days of delay; the word Terlambat need not be said twice.
func (c statusCell) Delay() string {
	switch {
	case c.Late == 0:
		return ""
	case c.Class == "t":
		return fmt.Sprintf("%d hari", c.Late)
	}
	return fmt.Sprintf("terlambat %d hari", c.Late)
}

// Latest is the most days that a quarter of the row is late.
func (a statusAgency) Latest() (days int) {
	for _, c := range a.Cells {
		days = max(days, c.Late)
	}
	return days
}

// Filters are the words to choose by, the most urgent first.
func (statusView) Filters() (out []statusCount) {
	for _, k := range statusKinds {
		if k.class != "b" && k.class != "n" { // Belum Lapor is there already
			out = append(out, statusCount{Class: k.class, Word: k.word})
		}
	}
	return out
}

// Order is the classes of all statuses, the most urgent first.
func (statusView) Order() (classes string) {
	for _, k := range statusKinds {
		classes += k.class
	}
	return classes
}

// Style and Script are put into the page as they are; only these two may run in it.
func (statusView) Style() template.CSS { return template.CSS(statusCSS) }

// Script is what the page does by itself.
func (statusView) Script() template.JS { return template.JS(statusJS) }

// Policy lets the page load nothing at all, and run only its own style and script.
func (statusView) Policy() string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", allowed(statusCSS), allowed(statusJS))
}

func allowed(inline string) string {
	sum := sha256.Sum256([]byte(inline))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Stamp is the time of writing, for programs.
func (v statusView) Stamp() string { return v.Written.UTC().Format(time.RFC3339Nano) }

// When is the time of writing, for people.
func (v statusView) When() string { return FormatTime(v.Written) }

func (v statusView) render() ([]byte, error) {
	var b bytes.Buffer
	if err := statusTemplate.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("status page: %w", err)
	}
	return b.Bytes(), nil
}

// dayWords writes a day as offices do: 10 April 2020.
func dayWords(t time.Time) string {
	t = t.In(reconcile.WIB)
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}
