package xlsx

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"rekon/reconcile"
)

// Names of the document properties that an entry workbook carries.
const (
	PropKind     = "rekon_kind"
	PropAgency   = "rekon_agency"
	PropYear     = "rekon_year"
	PropQuarter  = "rekon_quarter"
	PropRevision = "rekon_plan_revision"
	KindRealized = "realisasi"
)

// Known is an agency that a workbook may come from.
type Known struct {
	reconcile.Agency
	Aliases []string

	folded []string // once prepared
}

// Prepare folds the names of agencies once, for many workbooks.
func Prepare(agencies []Known) []Known {
	for i := range agencies {
		agencies[i].folded = agencies[i].names()
	}
	return agencies
}

// Identity is whose figures a workbook holds and for which quarter. Parts that
// nothing states are empty, and a finding says so.
type Identity struct {
	Agency   string // code
	Period   reconcile.Period
	Findings []reconcile.Finding
}

// Identify finds agency and period in the document properties, the title rows,
// the file name and the folder, in this order. folder is the path inside the
// inbox, "" when there is none. Two that disagree are a finding, not a choice.
func Identify(b *Book, folder string, agencies []Known) Identity {
	id := &identifier{book: b, agencies: agencies}
	tables := b.realizationTables()
	if kind := b.Props[PropKind]; kind != "" && kind != KindRealized {
		at := b.First()
		id.out.Findings = []reconcile.Finding{{Code: reconcile.NotARealization, Source: at, Message: reconcile.Place(at) +
			": " + isOurs}}
		return id.out
	}
	if len(tables) == 0 {
		id.out.Findings = []reconcile.Finding{b.notARealization()}
	}
	id.fromProps()
	name := strings.TrimSuffix(b.Name, path.Ext(b.Name))
	meant := id.quarterOfSheets(tables, append([]string{name}, strings.Split(folder, "/")...))
	for _, t := range tables {
		id.fromTitle(t, meant)
	}
	id.fromWords("nama berkas", name)
	for _, part := range strings.Split(folder, "/") {
		id.fromWords("nama folder", part)
	}
	id.askToDate(tables, name)
	for _, t := range tables {
		if meant == 0 || t.title.period.Quarter == meant {
			id.fromColumns(t)
		}
	}
	if len(tables) > 0 {
		id.missing()
	}
	return id.out
}

func (b *Book) realizationTables() []*table {
	var out []*table
	for _, s := range b.Sheets {
		for _, t := range s.tables() {
			if !t.isPlan() {
				out = append(out, t)
			}
		}
	}
	return out
}

// notARealization says what a workbook without realisasi columns is instead.
func (b *Book) notARealization() reconcile.Finding {
	at := b.First()
	f := reconcile.Finding{Code: reconcile.HeaderMissing, Source: at, Message: reconcile.Place(at) +
		": tidak ditemukan tabel realisasi. Judul kolom yang dicari: Program/Kegiatan atau Indikator, Realisasi, dan Realisasi (Rp). Pakai buku kerja dari folder templat."}
	for _, s := range b.Sheets {
		if tables := s.tables(); len(tables) > 0 && !tables[0].isCalledRealization() {
			at = s.source(1, tables[0].top)
			f = reconcile.Finding{Code: reconcile.NotARealization, Source: at, Message: reconcile.Place(at) +
				": " + isPlan}
			break
		}
	}
	return f
}

// isCalledRealization: the title says so, whatever the columns say.
func (t *table) isCalledRealization() bool {
	return slices.ContainsFunc(t.title.texts, func(text string) bool { return wordList(headingWords(text)).any("realisasi") })
}

type identifier struct {
	book     *Book
	agencies []Known
	out      Identity
	said     [3]string        // who stated agency, quarter and year
	unknown  string           // a name that reads like an agency's and is none we know
	where    reconcile.Source // of that name, else of the title
}

func (id *identifier) fromProps() {
	p := id.book.Props
	at := id.book.First()
	if code := p[PropAgency]; code != "" {
		if a, ok := id.byCode(code); ok {
			id.setAgency(a.Code, "asal templatnya", at)
		} else {
			id.unknown, id.where = code, at
		}
	}
	quarter, _ := strconv.Atoi(p[PropQuarter])
	year, _ := strconv.Atoi(p[PropYear])
	id.setPeriod(reconcile.Period{Year: year, Quarter: quarter}, "asal templatnya", at)
}

// fromTitle takes what the rows above a table say; of sheets for several quarters
// only the one that is meant says which it is.
func (id *identifier) fromTitle(t *table, meant int) {
	heading := t.title
	if meant > 0 && heading.period.Quarter != meant {
		heading.period.Quarter, heading.others = 0, nil
	}
	who := "judul lembar " + t.sheet.Name
	if id.where.IsZero() {
		id.where = heading.where
	}
	if a, at, ok := id.byTitle(heading); ok {
		id.setAgency(a.Code, who, at)
	} else if heading.agency != "" && id.unknown == "" {
		id.unknown, id.where = heading.agency, heading.named
	}
	id.setPeriod(heading.period, who, heading.where)
	for _, at := range heading.others {
		id.conflict(reconcile.PeriodConflict, at, "judul menyebut lebih dari satu triwulan. Tulis satu triwulan saja, misalnya LAPORAN REALISASI TRIWULAN I TAHUN 2020.")
	}
}

func (id *identifier) fromWords(who, text string) {
	at := id.book.First()
	who = fmt.Sprintf("%s '%s'", who, clip(text))
	if a, ok := id.within(strings.ReplaceAll(text, "_", " ")); ok {
		id.setAgency(a.Code, who, at)
	}
	id.setPeriod(periodIn(text), who, at)
}

// fromColumns compares the quarter with a table that has columns for one only.
func (id *identifier) fromColumns(t *table) {
	quarters := map[int]bool{}
	var at reconcile.Source
	year := 0
	for _, c := range t.columns {
		says := len(quartersIn(c.heading)) > 0 // itself, and not only the title above it
		if c.isReported() && c.slot >= 0 && c.slot < reconcile.Year && !c.span && says {
			quarters[c.slot+1] = true
			at = t.sheet.book.source(t.sheet.Name, c.cell)
			year = max(year, c.year)
		}
	}
	if len(quarters) != 1 {
		return
	}
	for q := range quarters {
		id.setPeriod(reconcile.Period{Year: year, Quarter: q}, "judul kolom lembar "+t.sheet.Name, at)
	}
}

func (id *identifier) setAgency(code, who string, at reconcile.Source) {
	switch {
	case id.out.Agency == "":
		id.out.Agency, id.said[0] = code, who
	case id.out.Agency != code:
		id.conflict(reconcile.AgencyConflict, at, "menurut %s pengirimnya %s, menurut %s %s. Samakan keduanya.", id.said[0], id.out.Agency, who, code)
	}
}

func (id *identifier) setPeriod(p reconcile.Period, who string, at reconcile.Source) {
	have := &id.out.Period
	switch {
	case p.Quarter < 1 || p.Quarter > 4:
	case have.Quarter == 0:
		have.Quarter, id.said[1] = p.Quarter, who
	case have.Quarter != p.Quarter:
		id.conflict(reconcile.PeriodConflict, at, "menurut %s laporan ini Triwulan %s, menurut %s Triwulan %s. Samakan keduanya; bila buku kerja ini memuat beberapa triwulan, sebut yang dilaporkan pada nama berkasnya.", id.said[1], have.Roman(), who, p.Roman())
	}
	switch {
	case p.Year == 0:
	case have.Year == 0:
		have.Year, id.said[2] = p.Year, who
	case have.Year != p.Year:
		id.conflict(reconcile.PeriodConflict, at, "menurut %s tahunnya %d, menurut %s %d. Samakan keduanya.", id.said[2], have.Year, who, p.Year)
	}
}

// conflict adds a finding, or says it too in the one of its code that the cell has.
func (id *identifier) conflict(code reconcile.Code, at reconcile.Source, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	i := slices.IndexFunc(id.out.Findings, func(f reconcile.Finding) bool { return f.Code == code && f.Source == at })
	if i >= 0 {
		id.out.Findings[i].Message += " Selain itu, " + text
		return
	}
	id.out.Findings = append(id.out.Findings, reconcile.Finding{Code: code, Source: at, Message: reconcile.Place(at) + ": " + text})
}

// missing reports what nothing stated.
func (id *identifier) missing() {
	if id.where.IsZero() {
		id.where = id.book.First()
	}
	switch {
	case id.unknown != "":
		// A name we do not know contradicts whatever else was found.
		id.out.Agency = ""
		id.conflict(reconcile.AgencyUnknown, id.where, "perangkat daerah '%s' tidak dikenal. Tulis nama seperti pada rencana aksinya%s, atau minta administrator menambahkan nama lain (aliases).", clip(id.unknown), id.examples())
	case id.out.Agency == "":
		id.conflict(reconcile.AgencyUnknown, id.where, "nama perangkat daerah tidak tertulis. Tulis pada baris judul di atas tabel%s.", id.examples())
	}
	if id.out.Period.Quarter == 0 {
		id.conflict(reconcile.PeriodUnknown, id.where, "triwulan tidak tertulis. Tulis pada judul, misalnya LAPORAN REALISASI TRIWULAN I TAHUN 2020.")
	}
	if id.out.Period.Year == 0 {
		id.conflict(reconcile.PeriodUnknown, id.where, "tahun tidak tertulis. Tulis pada judul, misalnya LAPORAN REALISASI TRIWULAN I TAHUN 2020.")
	}
}

func (id *identifier) examples() string {
	if len(id.agencies) == 0 || len(id.agencies) > 3 {
		return ""
	}
	var names []string
	for _, a := range id.agencies {
		names = append(names, "'"+a.Name+"'")
	}
	return " (" + strings.Join(names, ", ") + ")"
}

func (id *identifier) byCode(code string) (Known, bool) {
	return id.find(func(a Known) bool { return strings.EqualFold(a.Code, code) })
}

// names are all that an agency is called: its name, its aliases, its code.
func (a Known) names() []string {
	if a.folded != nil {
		return a.folded
	}
	out := []string{reconcile.NormalName(a.Name), reconcile.NormalName(a.Code)}
	for _, s := range a.Aliases {
		out = append(out, reconcile.NormalName(s))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (id *identifier) byName(name string) (Known, bool) {
	key := reconcile.NormalName(name)
	return id.find(func(a Known) bool { return slices.Contains(a.names(), key) })
}

// within finds the one agency that a longer text names. A name that is part of a
// longer one that stands there too does not count.
func (id *identifier) within(text string) (Known, bool) {
	key := " " + reconcile.NormalName(text) + " "
	var best Known
	var name string
	for _, a := range id.agencies {
		for _, n := range a.names() {
			switch {
			case !strings.Contains(key, " "+n+" "), strings.Contains(name, n):
			case name == "" || strings.Contains(n, name) || a.Code == best.Code:
				best, name = a, n
			default:
				return Known{}, false // two agencies
			}
		}
	}
	return best, name != ""
}

func (id *identifier) find(is func(Known) bool) (Known, bool) {
	i := slices.IndexFunc(id.agencies, is)
	if i < 0 {
		return Known{}, false
	}
	return id.agencies[i], true
}

// byTitle finds an agency whose name is a title row, runs over up to three of
// them, or stands within one, and where that is.
func (id *identifier) byTitle(heading titleRows) (Known, reconcile.Source, bool) {
	if a, ok := id.byName(heading.agency); ok {
		return a, heading.named, true
	}
	for rows := 1; rows <= 3; rows++ {
		for i := 0; i+rows <= len(heading.texts); i++ {
			if a, ok := id.byName(strings.Join(heading.texts[i:i+rows], " ")); ok {
				return a, heading.cells[i], true
			}
		}
	}
	for i, text := range heading.texts {
		if a, ok := id.within(text); ok && !strings.Contains(strings.ToLower(text), "kepada") {
			return a, heading.cells[i], true
		}
	}
	return Known{}, reconcile.Source{}, false
}

// PlanRevision is the revision of the plan that an entry workbook was made from; 0
// where it does not say.
func PlanRevision(data []byte, limits Limits) int {
	b, err := Open("", data, limits)
	if err != nil {
		return 0
	}
	defer b.Close()
	n, _ := strconv.Atoi(b.Props[PropRevision])
	return n
}
