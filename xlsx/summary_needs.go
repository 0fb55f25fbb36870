package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// The heading row of Perhatian, and columns that formulas name.
const (
	needsHeader    = 6 + 6 // behind the title and the rule
	needStake      = "F"
	needMoney      = "G"
	needOutput     = "H"
	needBudget     = "I"
	needShortfall  = "J"
	needsSheetWide = 2 // sheets of paper
	needsRepeated  = 3 // columns that stand on each of them, so that what is above them keeps within
)

// needsTable is the sheet Perhatian: the ranking with its rule.
type needsTable struct {
	titling
	needs  []reconcile.Need
	footer string
	agency bool // the lines are of several agencies
	lead   func(reconcile.Need) (file, place string)
}

// needColumn is a column of Perhatian.
type needColumn struct {
	title string
	width float64
	sheet int // of paper
	cell  func(i int, n *reconcile.Need) content
}

func (t needsTable) columns() []needColumn {
	amount := func(of func(*reconcile.Need) result) func(int, *reconcile.Need) content {
		return func(_ int, n *reconcile.Need) content { return rupiah(of(n)) }
	}
	cs := []needColumn{
		{"No", 5, 0, func(i int, _ *reconcile.Need) content { return centered(strconv.Itoa(i + 1)) }},
		{"Kode", 14, 0, func(_ int, n *reconcile.Need) content {
			file, _ := t.lead(*n)
			return linked(n.Code, file)
		}},
		{"Baris", 34, 0, func(_ int, n *reconcile.Need) content { return words(n.Name) }},
		{"Jenis", 10, 0, func(_ int, n *reconcile.Need) content { return words(levelWords[n.Level]) }},
		{"Mengapa", 50, 0, func(_ int, n *reconcile.Need) content { return words(n.Why) }},
		{"Konsekuensi (Rp)", 17, 0, func(i int, n *reconcile.Need) content { return rupiah(t.stake(i, n)) }},
		{"Rupiah menyimpang (a)", 17, 1, amount(func(n *reconcile.Need) result { return result{value: decimal.NewNullDecimal(n.Money)} })},
		{"Hasil belum tercapai (b)", 17, 1, func(i int, n *reconcile.Need) content { return rupiah(t.output(i, n)) }},
		{"Rencana s.d. triwulan (Rp)", 17, 1, amount(func(n *reconcile.Need) result { return result{value: decimal.NewNullDecimal(n.Budget)} })},
		{"Kekurangan capaian (poin)", 12, 1, func(_ int, n *reconcile.Need) content { return percentage(result{value: n.Shortfall}) }},
		{"Tanda", 18, 1, func(_ int, n *reconcile.Need) content {
			return content{text: needWords(n), align: alignCenter, ground: needGround(*n)}
		}},
		{"Faktor Penghambat", 30, 1, func(_ int, n *reconcile.Need) content { return words(n.Notes.Penghambat) }},
		{"Tindak Lanjut", 30, 1, func(_ int, n *reconcile.Need) content { return words(n.Notes.TindakLanjut) }},
	}
	if t.agency {
		cs[1] = needColumn{"Perangkat Daerah / Kode", 16, 0, func(_ int, n *reconcile.Need) content {
			file, _ := t.lead(*n)
			return linked(n.Agency+" "+n.Code, file)
		}}
	}
	widths, sheets := make([]float64, len(cs)-needsRepeated), make([]int, len(cs)-needsRepeated)
	for i, c := range cs[needsRepeated:] {
		widths[i], sheets[i] = c.width, c.sheet
	}
	evenOut(widths, sheets)
	for i, w := range widths {
		cs[i+needsRepeated].width = w
	}
	return cs
}

// stake is the larger of the two.
func (t needsTable) stake(i int, n *reconcile.Need) result {
	row := needsHeader + 1 + i
	figure := decimal.NewNullDecimal(n.Stake())
	return provided(fmt.Sprintf("MAX(%s%d,%s%[2]d)", needMoney, row, needOutput), figure, figure,
		decimal.NewNullDecimal(n.Money), decimal.NewNullDecimal(n.Output))
}

// output is the plan times the shortfall, where that is how it was reckoned.
func (t needsTable) output(i int, n *reconcile.Need) result {
	row, figure := needsHeader+1+i, decimal.NewNullDecimal(n.Output)
	if !n.Shortfall.Valid {
		return result{value: figure}
	}
	yields := decimal.NewNullDecimal(n.Budget.Mul(n.Shortfall.Decimal).Shift(-2).Round(2))
	return provided(fmt.Sprintf("ROUND(%s%d*%s%[2]d/100,2)", needBudget, row, needShortfall), yields, figure, decimal.NewNullDecimal(n.Budget))
}

// needWords lists what is said of a line in words.
func needWords(n *reconcile.Need) string {
	var out []string
	for _, w := range []struct {
		is   bool
		word string
	}{
		{n.OverPagu, "melebihi pagu"}, {n.Unreported, "belum dilaporkan"}, {n.Unmet && !n.Unreported, "target tidak tercapai"},
		{n.Doubtful, "diragukan"}, {n.RestsOnPlan, "rencana diragukan"},
	} {
		if w.is {
			out = append(out, w.word)
		}
	}
	if len(out) == 0 {
		return "rupiah menyimpang"
	}
	return strings.Join(out, "; ")
}

// writeNeeds writes Perhatian.
func (d *draft) writeNeeds(t needsTable) {
	columns := t.columns()
	last := columnLetters(len(columns))
	setup := printing{pagesWide: needsSheetWide, titleRows: [2]int{needsHeader, needsHeader}, titleCols: "$A:$C", freeze: fmt.Sprintf("D%d", needsHeader+1),
		footer: t.footer, tab: "B45309", filter: fmt.Sprintf("A%d:%s%d", needsHeader, last, needsHeader+max(1, len(t.needs)))}
	for _, c := range columns {
		setup.widths = append(setup.widths, c.width)
	}
	p := d.open(sheetNeeds, setup)
	for i, n := range t.needs {
		if file, place := t.lead(n); i < maxLinks {
			d.beside(sheetNeeds, "B"+strconv.Itoa(needsHeader+1+i), file, place)
		}
	}
	p.begin(setup)
	t.what = "YANG MEMERLUKAN PERHATIAN"
	p.title(t.titling, needsRepeated)
	onFirst := needsRepeated // the last column of the first sheet of paper
	for onFirst < len(columns) && columns[onFirst].sheet == 0 {
		onFirst++
	}
	for _, s := range reconcile.RankingRule {
		p.band(needsRepeated+1, onFirst, s, look{face: faceMuted, bare: true}, heightFor(1))
	}
	p.next(excelize.RowOpts{Height: 6})
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	p.heads(titles...)
	for i := range t.needs {
		lines := 1
		for j, c := range columns {
			lines = max(lines, writeFinding(p, j+1, c.cell(i, &t.needs[i]).of(t.needs[i].Code).ofAgency(t.needs[i].Agency)))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	}
	if len(t.needs) == 0 {
		p.text(1, "Tidak ada.", look{bare: true, ragged: true})
		p.next()
	}
	p.end()
}
