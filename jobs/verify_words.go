package jobs

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

// difference tells of a value of the database in the words of who keeps the figures.
func (r *replay) difference(m db.Mismatch) Difference {
	d := Difference{Kind: StoredDiffers, Agency: r.kept.Agency.Code, Period: r.period(r.quarterOf(m)), Line: m.Line,
		Found: m.Stored, Derived: m.Is, Place: fmt.Sprintf("basis data, tabel %s, baris %s", m.Table, m.Row)}
	if m.Column != "" {
		d.Place += ", kolom " + m.Column
	}
	title := ""
	d.Figure, title = figureOf(m)
	d.Message = whose(d) + what(m, d.Figure, title) + r.cause(m)
	d.Basic = m.Column == "received_at" || isRule(m)
	return d
}

// quarterOf is the quarter that a row is of; 0 for none.
func (r *replay) quarterOf(m db.Mismatch) int {
	if m.Table == "findings" || m.Table == "drops" {
		for _, s := range r.reports {
			if key, _, _ := strings.Cut(m.Row, " "); strings.HasSuffix(key, fmt.Sprintf("id=%d", s.Drop)) {
				return s.Period.Quarter
			}
		}
	}
	return m.Quarter
}

func whose(d Difference) string {
	out := fmt.Sprintf("Tahun %d", d.Period.Year)
	if d.Period.Quarter > 0 {
		out = fmt.Sprintf("Triwulan %s %d", d.Period.Roman(), d.Period.Year)
	}
	if d.Line != "" {
		out += ", baris " + d.Line
	}
	return out + ": "
}

func what(m db.Mismatch, figure, title string) string {
	switch {
	case m.Column == "" && m.Is == "":
		return fmt.Sprintf("ada baris %s dalam tabel %s yang tidak berasal dari berkas asli mana pun.", m.Row, m.Table)
	case isRule(m):
		return fmt.Sprintf("ketentuan yang tersimpan pada hasil ini (%s '%s') bukan yang dipakai menghitungnya ('%s').", m.Column, clipText(m.Stored, 120), clipText(m.Is, 120))
	case m.Column == "":
		return fmt.Sprintf("baris %s tidak ada dalam tabel %s.", m.Row, m.Table)
	case title == "":
		title = "kolom " + m.Column + " dalam tabel " + m.Table
	}
	return fmt.Sprintf("%s tersimpan %s, dari berkas asli %s.", title, shownValue(figure, m.Stored), shownValue(figure, m.Is))
}

// isRule: what differs are the rules that a result keeps.
func isRule(m db.Mismatch) bool {
	return m.Table == "results" && (m.Column == "rules" || strings.HasPrefix(m.Column, "rules."))
}

// shownValue writes the value of a figure as staff read it, another as it is.
func shownValue(figure, s string) string {
	if s == "" {
		return "kosong"
	}
	f, _ := reconcile.FigureNamed(figure)
	v, err := decimal.NewFromString(s)
	rupiah := f.Name != "" && f.Kind == reconcile.RupiahFigure || strings.HasPrefix(figure, "budget.")
	switch {
	case err != nil || figure == "":
		return "'" + clipText(s, 120) + "'"
	case rupiah:
		return reconcile.FormatRupiah(v)
	case f.Kind == reconcile.PercentFigure:
		return reconcile.FormatNumber(v) + "%"
	default:
		return reconcile.FormatNumber(v)
	}
}

func clipText(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// cause is what may be behind a difference that nobody meant to make.
func (r *replay) cause(m db.Mismatch) string {
	switch m.Column[strings.LastIndex(m.Column, ".")+1:] {
	case "Polarity", "Aggregation", "Scale", "polarity", "aggregation", "scale":
		return " Kemungkinan sebab: 'lines' pada rekon.yaml diubah sesudahnya."
	}
	if h, ok := r.head(m.Quarter); ok && h.Program != r.Program && h.Program != "" {
		return fmt.Sprintf(" Triwulan ini dihitung dengan rekon %s, sedangkan pemeriksaan ini dengan %s.", h.Program, r.Program)
	}
	return ""
}

// figureOf is the figure that a column holds, by its name and in words; "" for none.
func figureOf(m db.Mismatch) (name, title string) {
	column := strings.TrimSuffix(m.Column, "_letter")
	switch m.Table {
	case "variances":
		name = dotted(column)
	case "results", "closeouts":
		name = totalNames[column]
	case "summaries":
		name = cardNames[column]
	case "agency_quarters":
		name = map[string]string{"status": "status"}[column]
	case "realizations":
		name = map[string]string{"physical_value": "physical.actual", "money_value": "money.actual", "physical": "physical.actual"}[column]
	case "plan_figures":
		return planFigure(m.Row, column)
	}
	f, ok := reconcile.FigureNamed(name)
	if !ok {
		return "", ""
	}
	return name, f.Title
}

// dotted is the name of a figure of a line by its column: "money_ytd.actual".
func dotted(column string) string {
	for _, group := range []string{"physical_ytd", "physical", "money_ytd", "money"} {
		if rest, ok := strings.CutPrefix(column, group+"_"); ok {
			return group + "." + rest
		}
	}
	return column
}

// totalNames are the names of an agency's figures by their columns.
var totalNames = map[string]string{
	"status": "status", "pagu": "totals.pagu", "sisa": "totals.sisa",
	"money_plan": "totals.plan", "money_actual": "totals.actual", "money_deviation": "totals.deviation",
	"money_serapan": "totals.serapan", "money_incomplete": "totals.incomplete",
	"money_ytd_plan": "totals.plan_ytd", "money_ytd_actual": "totals.actual_ytd", "money_ytd_deviation": "totals.deviation_ytd",
	"money_ytd_serapan": "totals.serapan_ytd", "money_ytd_incomplete": "totals.incomplete_ytd",
	"capaian_mean": "totals.capaian", "capaian_ytd_mean": "totals.capaian_ytd",
}

// cardNames are the names of the same figures by their places in a card.
var cardNames = map[string]string{
	"card.Standing.Status": "status", "card.Predikat": "totals.predikat", "card.Pagu": "totals.pagu", "card.Sisa": "totals.sisa",
	"card.Quarter.Plan": "totals.plan", "card.Quarter.Actual": "totals.actual", "card.Quarter.Deviation": "totals.deviation",
	"card.Quarter.Serapan": "totals.serapan", "card.Quarter.Capaian.Value": "totals.capaian",
	"card.YTD.Plan": "totals.plan_ytd", "card.YTD.Actual": "totals.actual_ytd", "card.YTD.Deviation": "totals.deviation_ytd",
	"card.YTD.Serapan": "totals.serapan_ytd", "card.YTD.Capaian.Value": "totals.capaian_ytd",
}

// planFigure names a target or a budget of a plan: "budget.q3", "target.year".
func planFigure(row, column string) (name, title string) {
	group, words := "target", "target"
	if strings.HasPrefix(column, "budget") {
		group, words = "budget", "anggaran"
	}
	_, slot, ok := strings.Cut(row, "slot=")
	if !ok || column != group && column != group+"_value" {
		return "", ""
	}
	if slot == "5" {
		return group + ".year", words + " setahun"
	}
	n := int(slot[0] - '1')
	return group + ".q" + slot, words + " " + reconcile.QuarterNames[n]
}

func historyPlace(f db.Fault) string {
	if f.Number == 0 {
		return "basis data, tabel history"
	}
	return fmt.Sprintf("basis data, tabel history, entri %d", f.Number)
}
