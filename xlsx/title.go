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
	period reconcile.Period // zero parts are not stated
	agency string           // the line that reads like an agency's name, "" for none
	where  reconcile.Source // of the agency, else of the period, else the first cell
}

var (
	titleYear   = regexp.MustCompile(`\b(20\d\d)\b`)
	titleAgency = regexp.MustCompile(`(?i)^(?:(?:nama )?(?:opd|skpd|perangkat daerah|unit kerja|instansi)\s*:\s*)?((?:badan|dinas|kantor|sekretariat|inspektorat|kecamatan|kelurahan|satuan polisi|satpol|rumah sakit|rsud|bagian|uptd?|puskesmas)\b.*)$`)
	titleOffice = regexp.MustCompile(`(?i)^(?:nama )?(?:opd|skpd|perangkat daerah|unit kerja|instansi)\s*:\s*(\S.*)$`)
	regionName  = regexp.MustCompile(`(?i)^(?:pemerintah )?(?:kabupaten|kota|provinsi)\b`)
)

// readTitle reads the rows above a table.
func readTitle(t *table) titleRows {
	var out titleRows
	out.where = t.sheet.source(1, 1)
	for row := 1; row < t.top; row++ {
		for col := 1; col <= t.sheet.width; col++ {
			text := t.sheet.own(col, row)
			if text == "" {
				continue
			}
			out.texts = append(out.texts, text)
			out.cells = append(out.cells, t.sheet.source(col, row))
		}
	}
	for i, text := range out.texts {
		p := periodIn(text)
		if out.period.Quarter == 0 && p.Quarter > 0 {
			out.period.Quarter, out.where = p.Quarter, out.cells[i]
		}
		if out.period.Year == 0 {
			out.period.Year = p.Year
		}
		if out.agency == "" {
			out.agency = agencyIn(text)
			if out.agency != "" && i+1 < len(out.texts) && regionName.MatchString(out.texts[i+1]) && !regionWithin(out.agency) {
				out.agency += " " + out.texts[i+1]
			}
		}
	}
	return out
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

// periodIn finds a quarter and a year in words; zero where there is none.
func periodIn(text string) reconcile.Period {
	words := headingWords(strings.NewReplacer("_", " ", "-", " ").Replace(text))
	p := reconcile.Period{Quarter: quarterIn(words)}
	if m := titleYear.FindString(strings.Join(words, " ")); m != "" {
		p.Year, _ = strconv.Atoi(m)
	}
	return p
}
