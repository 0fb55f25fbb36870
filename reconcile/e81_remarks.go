package reconcile

import (
	"slices"
	"strings"
)

// Remark is what staff wrote, once, with every place where they wrote it.
type Remark struct {
	Text   string
	Places []RemarkPlace // by quarter, in the plan's order
}

// RemarkPlace is a line's row in a quarter's report.
type RemarkPlace struct {
	Code, Name string
	Quarter    int
}

// remark gathers the words of the reports. What is to follow from a report belongs to
// the quarter after it; from the last one's, to the plan after it.
func (e *evaluation) remark(form *E81) {
	for q := range e.quarter {
		next := &form.NextQuarter
		if q == Year-1 {
			next = &form.NextYear
		}
		for _, r := range e.spoken(q) {
			place := RemarkPlace{r.Line, lineOf(e.plan, r.Line).Name(), q + 1}
			addRemark(&form.Pendorong, r.Notes.Pendorong, place)
			addRemark(&form.Penghambat, r.Notes.Penghambat, place)
			addRemark(next, r.Notes.TindakLanjut, place)
		}
	}
}

// spoken are the rows of a quarter's report in the plan's order, then those that no
// planned line took.
func (e *evaluation) spoken(q int) []Realization {
	var out []Realization
	for _, r := range e.rows[q] {
		if r != nil {
			out = append(out, *r)
		}
	}
	return append(out, e.extra[q]...)
}

func addRemark(remarks *[]Remark, text string, place RemarkPlace) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || strings.Trim(text, "-–") == "" {
		return
	}
	i := slices.IndexFunc(*remarks, func(r Remark) bool { return r.Text == text })
	if i < 0 {
		i = len(*remarks)
		*remarks = append(*remarks, Remark{Text: text})
	}
	if !slices.Contains((*remarks)[i].Places, place) {
		(*remarks)[i].Places = append((*remarks)[i].Places, place)
	}
}
