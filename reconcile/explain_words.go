package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// lineWords name a line in a sentence: "kegiatan '3. Penerbitan SK PNS' (1.1.2.3)".
func lineWords(l Line) string {
	level := string(l.Level)
	switch l.Level {
	case LevelSasaran:
		level = "indikator"
	case LevelSubKegiatan:
		level = "sub kegiatan"
	}
	return strings.TrimSpace(level + " '" + l.Name() + "' (" + l.Code + ")")
}

// listedInputs is up to how many addends a paragraph names; more stand below it.
const listedInputs = 6

// Paragraph says in Bahasa, to be read aloud, what the figure is, how it came about,
// which cells it rests on and by which rules. What is too much for that, such as the
// addends of a long sum, stands in the explanation itself.
func (e Explanation) Paragraph() string {
	p := paragraph{told: map[string]bool{}}
	p.open(e)
	for _, in := range e.Inputs {
		p.input(in, len(e.Inputs))
	}
	p.documents(e)
	p.rules(e)
	p.doubts(e.Doubts)
	for _, c := range e.Changes {
		p.add("Setelah tutup buku angka ini berubah pada " + LongTime(c.At) + ": semula " + c.Was.Text() + ", menjadi " + c.Is.Text() + " (" + c.Reason + ")")
	}
	return strings.Join(p.sentences, " ")
}

// paragraph gathers sentences, and what they have told.
type paragraph struct {
	sentences []string
	told      map[string]bool
}

func (p *paragraph) add(s string) {
	if s != "" && !strings.HasSuffix(s, ".") {
		s += "."
	}
	if s != "" {
		p.sentences = append(p.sentences, s)
	}
}

func (p *paragraph) open(e Explanation) {
	agency := cmp.Or(e.Agency.Name, e.Agency.Code, "perangkat daerah")
	whose := agency + " seluruhnya"
	if e.Line.Code != "" {
		whose = lineWords(e.Line) + ", " + agency + ","
	}
	s := e.Figure.Title + " tahun " + fmt.Sprint(e.Period.Year) + " untuk " + whose
	if e.Figure.Said() {
		s += " adalah " + e.Figure.Text()
	} else {
		s += " tidak dinyatakan"
	}
	p.add(s + e.how())
	for _, b := range e.Because {
		p.add(b)
	}
	if e.Unreported && e.Figure.Said() && e.Figure.Kind != WordFigure { // else it was just said
		p.add("Untuk " + QuarterNames[e.Period.Quarter-1] + " tidak ada laporan yang berlaku; yang dipakai rencana dan laporan triwulan sebelumnya")
	}
	p.add(e.Fault)
}

// how says by which formula, or in which cell.
func (e Explanation) how() string {
	switch {
	case e.Cell != nil:
		return ", " + e.Cell.words()
	case e.Formula == "":
		return ""
	case e.Numbers == "" || len(e.Inputs) > listedInputs:
		return ": " + e.Formula
	}
	return ": " + e.Formula + ", yaitu " + e.Numbers
}

// input tells of a figure that another rests on, once.
func (p *paragraph) input(e Explanation, among int) {
	if among > listedInputs {
		if key := "below"; !p.told[key] {
			p.told[key] = true
			p.add(fmt.Sprintf("Rincian %d angka yang dijumlahkan ada pada daftar di bawah", among))
		}
		return
	}
	key := e.Line.Code + e.Figure.Name + e.Figure.Title
	if p.told[key] {
		return
	}
	p.told[key] = true
	s := e.Figure.Title
	if !e.Figure.Said() {
		s += " tidak dinyatakan"
	} else {
		s += " " + e.Figure.Text()
	}
	p.add(s + e.how())
	if e.Formula == "" || e.Fault != "" {
		for _, b := range e.Because {
			p.add(b)
		}
	}
	p.add(e.Fault)
	for _, in := range e.Inputs {
		p.input(in, len(e.Inputs))
	}
}

// words say where a cell stands and how it was read.
func (o Origin) words() string {
	s := "dari sel " + o.Source.String()
	if o.Source.IsZero() {
		s = "tanpa sel yang diketahui"
	}
	switch {
	case o.Plan != nil:
		s += fmt.Sprintf(" pada rencana revisi %d", o.Plan.Revision)
	case o.Report != nil:
		s += fmt.Sprintf(" pada laporan %s revisi %d", QuarterNames[o.Report.Period.Quarter-1], o.Report.Revision)
	}
	if o.Typed != "" {
		s += ", tertulis '" + clip(o.Typed) + "'"
	}
	if o.Why != "" {
		s += ", dibaca: " + strings.TrimPrefix(o.Why, "teks '"+clip(o.Typed)+"' dibaca ") // which is said already
	}
	return s
}

// Document is an original that an explanation rests on: its workbook, and in Bahasa
// what it is.
type Document struct {
	File, SHA256 string
	What         string // such as "rencana revisi 1, dasar: Perbup 1/2020"
}

// Documents are the originals that an explanation rests on, each once.
func (e Explanation) Documents() (out []Document) {
	for _, leaf := range e.Leaves() {
		if d := leaf.Cell.Document(); d.What != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// Document is the original that the cell stands in; zero where it is not known.
func (o Origin) Document() Document {
	switch {
	case o.Plan != nil:
		return o.Plan.document()
	case o.Report != nil:
		return o.Report.document()
	}
	return Document{}
}

func (h PlanHead) document() Document {
	what := fmt.Sprintf("rencana revisi %d", h.Revision)
	if h.FromQuarter > 1 {
		what += ", berlaku mulai " + QuarterNames[h.FromQuarter-1]
	}
	if h.Decree != "" {
		what += ", dasar: " + h.Decree
	}
	return Document{h.File, h.SHA256, what}
}

func (r Report) document() Document {
	what := fmt.Sprintf("laporan %s revisi %d", QuarterNames[r.Period.Quarter-1], r.Revision)
	if !r.ReceivedAt.IsZero() {
		what += ", diterima " + LongTime(r.ReceivedAt)
	}
	return Document{r.File, r.SHA256, what}
}

func (p *paragraph) documents(e Explanation) {
	for _, d := range e.Documents() {
		hash := d.SHA256
		if len(hash) > 12 {
			hash = hash[:12] + "…"
		}
		p.add("Berkas '" + d.File + "' (SHA-256 " + hash + ") adalah " + d.What)
	}
}

// AllRules are the rules of the figure and of those it rests on, each once.
func (e Explanation) AllRules() (out []Citation) {
	said := map[string]bool{}
	e.walk(func(n Explanation) {
		for _, r := range n.Rules {
			if !said[r.Text] {
				said[r.Text] = true
				out = append(out, r)
			}
		}
	})
	return out
}

func (p *paragraph) rules(e Explanation) {
	for i, r := range e.AllRules() {
		s := strings.TrimSuffix(r.Text, ".") + " (" + r.From + ")"
		if i == 0 {
			s = "Ketentuannya: " + strings.ToLower(s[:1]) + s[1:]
		}
		p.add(s)
	}
}

// listedDoubts is how many warnings a paragraph tells.
const listedDoubts = 3

func (p *paragraph) doubts(fs []Finding) {
	for i, f := range fs {
		if i == listedDoubts {
			p.add(fmt.Sprintf("Masih ada %d peringatan lain pada sel yang mendasarinya", len(fs)-i))
			return
		}
		where := ""
		if f.Source.File != "" {
			where = " pada berkas '" + f.Source.File + "'"
		}
		p.add("Peringatan" + where + ": " + f.Message)
	}
}

// Short says in a few words how the figure came about.
func (e Explanation) Short() string {
	switch {
	case e.Fault != "":
		return e.Fault
	case e.Cell != nil && e.Figure.Said():
		return strings.TrimPrefix(e.Cell.words(), "dari ")
	case e.Numbers != "" && len(e.Inputs) <= listedInputs:
		return e.Numbers
	case len(e.Because) > 0 && e.Formula == "":
		return strings.Join(e.Because, " ")
	}
	return e.Formula
}
