package xlsx

import (
	"regexp"
	"strconv"
	"strings"

	"rekon/reconcile"
)

// titleRows is what the rows above a table say.
type titleRows struct {
	texts  []string
	cells  []reconcile.Source
	period reconcile.Period   // zero parts are not stated
	others []reconcile.Source // of texts that name another quarter than period
	sofar  bool               // s.d. triwulan: the figures are those of all quarters so far
	upto   reconcile.Source   // of a text that says s.d. of no quarter, as of a date
	scale  scale
	agency string           // the line that reads like an agency's name, "" for none
	named  reconcile.Source // of the agency, else the first cell
	where  reconcile.Source // of the period, else the first cell
	reason string           // why the report replaces one that was taken, "" for no word
}

var (
	titleYear   = regexp.MustCompile(`(?:^|[^\d])(20\d\d)(?:[^\d]|$)`)
	yearSaid    = regexp.MustCompile(`(?i)\b(?:tahun|t\.?\s?a\.?)\b`)
	otherYears  = regexp.MustCompile(`(?i)20\d\d\s*(?:[-–/]|s\.?\s?d\.?)\s*20\d\d|\b(?:nomor|no)\b[^,;]*?tahun\s+20\d\d`)
	titleAgency = regexp.MustCompile(`(?i)^(?:(?:nama )?(?:opd|skpd|perangkat daerah|unit kerja|instansi)\s*:\s*)?((?:badan|dinas|kantor|sekretariat|inspektorat|kecamatan|kelurahan|satuan polisi|satpol|rumah sakit|rsud|bagian|uptd?|puskesmas)\b.*)$`)
	titleOffice = regexp.MustCompile(`(?i)^(?:nama )?(?:opd|skpd|perangkat daerah|unit kerja|instansi)\s*:\s*(\S.*)$`)
	regionName  = regexp.MustCompile(`(?i)^(?:pemerintah )?(?:kabupaten|kota|provinsi)\b`)
	reasonLabel = regexp.MustCompile(`(?i)^alasan (?:perbaikan|koreksi|ralat|revisi)(?:\b[^:]{0,100}:|(?: laporan)?$)`)
)

// readTitle reads the rows above a table; between two tables of a sheet only those
// right above the lower one.
func readTitle(t *table) titleRows {
	out := titleRows{scale: fullRp}
	out.where = t.sheet.source(1, 1)
	out.named = out.where
	for row := t.titleTop(); row < t.top; row++ {
		for col := 1; col <= t.sheet.width; col++ {
			if t.sheet.own(col, row) == "" {
				continue
			}
			if reason, last, ok := t.reasonAt(col, row); ok {
				out.reason, col = reason, last
				continue
			}
			for text := range strings.Lines(t.sheet.raw(col, row)) { // a cell may hold the whole title
				if text = squeeze(text); text != "" {
					out.texts = append(out.texts, text)
					out.cells = append(out.cells, t.sheet.source(col, row))
				}
			}
		}
	}
	for i, text := range out.texts {
		out.readQuarters(text, out.cells[i])
		if isCumulative(headingWords(text)) && len(quartersIn(text)) == 0 && out.upto.IsZero() {
			out.upto = out.cells[i]
		}
		out.scale = out.scale.and(titleScale(text))
		if out.agency == "" {
			out.readAgency(i)
		}
	}
	if quarters := quartersIn(t.sheet.Name); out.period.Quarter == 0 && len(quarters) == 1 {
		out.period.Quarter = quarters[0] // a sheet for each quarter
		out.sofar = quarters[0] > 1 && isCumulative(headingWords(t.sheet.Name))
	}
	out.period.Year = titleYearOf(out.texts)
	return out
}

// reasonAt reads why a report replaces one that was taken, which stands behind its label in
// the same cell or in the next one of the row that says something. It may speak of quarters
// and agencies and is no title. Last is the column up to which it was read.
func (t *table) reasonAt(col, row int) (reason string, last int, ok bool) {
	said := squeeze(t.sheet.raw(col, row))
	label := reasonLabel.FindString(said)
	if label == "" {
		return "", col, false
	}
	if reason = strings.TrimSpace(said[len(label):]); reason != "" {
		return reason, col, true
	}
	for next := col + 1; next <= t.sheet.width; next++ {
		if t.sheet.own(next, row) != "" {
			return squeeze(t.sheet.raw(next, row)), next, true
		}
	}
	return "", t.sheet.width, true
}

// titleTop is the first row of the title: of the sheet, or below another table the
// rows between two gaps that hold no figure.
func (t *table) titleTop() int {
	if t.above == nil {
		return 1
	}
	row := t.top
	for row-1 > t.above.bottom && t.sheet.blankRow(row-1) {
		row--
	}
	for row-1 > t.above.bottom && !t.sheet.blankRow(row-1) && !t.above.holdsFigure(row-1) {
		row--
	}
	return row
}

// readAgency takes an agency's name from a text and those it runs over into.
func (out *titleRows) readAgency(i int) {
	if out.agency = agencyIn(out.texts[i]); out.agency == "" {
		return
	}
	out.named = out.cells[i]
	for _, text := range out.texts[i+1:] {
		if !strings.HasPrefix(strings.ToLower(text), "dan ") && (!regionName.MatchString(text) || regionWithin(out.agency)) {
			return
		}
		out.agency += " " + text
	}
}

func (out *titleRows) readQuarters(text string, at reconcile.Source) {
	for _, q := range quartersIn(text) {
		switch out.period.Quarter {
		case 0, q:
			if out.period.Quarter == 0 {
				out.period.Quarter, out.where = q, at
			}
			out.sofar = out.sofar || q > 1 && isCumulative(headingWords(text))
		default:
			out.others = append(out.others, at)
		}
	}
}

func agencyIn(text string) string {
	for _, re := range []*regexp.Regexp{titleAgency, titleOffice} {
		if m := re.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

func regionWithin(name string) bool {
	for _, w := range []string{"kabupaten", "kota ", "provinsi"} {
		if strings.Contains(strings.ToLower(name), w) {
			return true
		}
	}
	return false
}

// titleYearOf is the year that stands beside a quarter, else the one called a year,
// else the first; never that of a regulation or of a span of years.
func titleYearOf(texts []string) int {
	best, rank := 0, 0
	for _, text := range texts {
		m := titleYear.FindStringSubmatch(otherYears.ReplaceAllString(text, " "))
		if m == nil {
			continue
		}
		r := 1
		if len(quartersIn(text)) > 0 {
			r = 3
		} else if yearSaid.MatchString(text) {
			r = 2
		}
		if r > rank {
			best, _ = strconv.Atoi(m[1])
			rank = r
		}
	}
	return best
}

// periodIn finds a quarter and a year in the name of a file or folder; zero where
// there is none, or more than one quarter.
func periodIn(text string) reconcile.Period {
	text = strings.ReplaceAll(text, "_", " ")
	p := reconcile.Period{Year: titleYearOf([]string{text})}
	if quarters := quartersIn(text); len(quarters) == 1 {
		p.Quarter = quarters[0]
	}
	return p
}
