package xlsx

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sheetCharts holds what the charts show: they are native, and follow these cells.
const sheetCharts = "Grafik"

// bar is one pair of the first chart: capaian beside serapan. The chart has room for a
// short label only; the table names what it stands for.
type bar struct {
	name, label      string
	capaian, serapan result
}

// chartData is what the sheet Grafik holds. Pagu is the cell of the year's budget.
type chartData struct {
	bars     []bar
	what     string // what a bar stands for
	capaian  string // how its capaian is reckoned
	curve    [reconcile.Year]reconcile.Point
	pagu     decimal.NullDecimal
	paguCell string
	complete bool
	note     string
}

const (
	barsHeader = 5   // row of the headings
	barsLabel  = "D" // column of what the chart calls a bar
	maxBars    = 8   // of a chart of half the page's width
)

func (c chartData) curveHeader() int { return barsHeader + len(c.bars) + 2 }

// Colours stay apart for colour-blind readers, and in grey.
var (
	chartColors = [2]string{"1F3A5F", "D98E04"} // capaian, serapan
	curveColors = [2]string{"7B8794", "D98E04"} // rencana, realisasi
)

func paint(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// charts are the two of the page.
func (c chartData) charts(upright bool) []*excelize.Chart {
	unfinished := ""
	if !c.complete {
		unfinished = " – BELUM LENGKAP"
	}
	var out []*excelize.Chart
	if len(c.bars) > 0 {
		kind, reverse := excelize.Bar, true
		if upright {
			kind, reverse = excelize.Col, false
		}
		chart := c.chart(kind, "Capaian dan serapan s.d. triwulan (%) per "+c.what+unfinished, c.barFigures())
		if chart.XAxis.ReverseOrder = reverse; reverse {
			chart.YAxis.TickLabelPosition = excelize.ChartTickLabelHigh
		}
		if len(c.bars) > maxBars {
			chart.XAxis.Alignment.TextRotation = -90
		}
		gap := uint(60)
		chart.GapWidth = &gap
		for i, column := range []string{"B", "C"} {
			s := c.series(column, barsLabel, barsHeader, len(c.bars))
			s.Fill = paint(chartColors[i])
			chart.Series = append(chart.Series, s)
		}
		out = append(out, chart)
	}
	line := c.chart(excelize.Line, "Serapan pagu: realisasi terhadap kurva rencana (%)"+unfinished, c.curveFigures())
	for i, column := range []string{"D", "E"} {
		s := c.series(column, "A", c.curveHeader(), reconcile.Year)
		s.Fill, s.Line = paint(curveColors[i]), excelize.LineOptions{Width: 2.25}
		s.Marker = excelize.ChartMarker{Symbol: []string{"diamond", "circle"}[i], Size: 7, Fill: paint(curveColors[i])}
		if i == 0 {
			s.Line.Dash = excelize.LineDashSysDash
		}
		line.Series = append(line.Series, s)
	}
	return append(out, line)
}

func (c chartData) barFigures() (out []decimal.NullDecimal) {
	for _, b := range c.bars {
		out = append(out, b.capaian.value, b.serapan.value)
	}
	return out
}

func (c chartData) curveFigures() (out []decimal.NullDecimal) {
	for _, p := range c.curve {
		out = append(out, c.share("", p.Plan).value, c.share("", p.Actual).value)
	}
	return out
}

// Axes end at 100 percent, also where there is nothing to show, so that half is seen as
// half; at what is shown where that is more; and at farthest, so that one extreme does not
// make all others small.
var (
	fullAxis = decimal.NewFromInt(100)
	farthest = decimal.NewFromInt(200)
)

// ceiling is where the axis of figures ends: nil to leave it to the program.
func ceiling(figures []decimal.NullDecimal) *float64 {
	most := decimal.Zero
	for _, f := range figures {
		most = decimal.Max(most, f.Decimal)
	}
	end := 0.0
	switch {
	case most.GreaterThan(farthest):
		end = farthest.InexactFloat64()
	case most.GreaterThan(fullAxis):
		return nil
	default:
		end = fullAxis.InexactFloat64()
	}
	return &end
}

func (c chartData) chart(kind excelize.ChartType, title string, figures []decimal.NullDecimal) *excelize.Chart {
	small := excelize.Font{Size: 8, Family: fontFamily, Color: "1F2933"}
	floor, end := 0.0, ceiling(figures)
	if end != nil && *end > 100 {
		title += fmt.Sprintf("; sumbu berakhir di %s%%", farthest)
	}
	return &excelize.Chart{
		Type:         kind,
		Format:       excelize.GraphicOptions{AltText: title + ". Angkanya pada lembar " + sheetCharts + "."},
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Size: 9, Bold: true, Family: fontFamily, Color: "1F3A5F"}}}},
		Legend:       excelize.ChartLegend{Position: "bottom", Font: &small},
		XAxis:        excelize.ChartAxis{Font: small},
		YAxis:        excelize.ChartAxis{Font: small, MajorGridLines: true, Minimum: &floor, Maximum: end, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0"}},
		ShowBlanksAs: "gap",
		Border:       excelize.LineOptions{Type: excelize.LineSolid, Fill: paint("B8C2CC"), Width: 0.75},
	}
}

// series shows a column under a heading, each row by its name in another column.
func (c chartData) series(column, names string, header, rows int) excelize.ChartSeries {
	down := func(col string) string {
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", sheetCharts, col, header+1, col, header+rows)
	}
	return excelize.ChartSeries{Name: fmt.Sprintf("%s!$%s$%d", sheetCharts, column, header), Categories: down(names), Values: down(column)}
}

// writeCharts writes Grafik.
func (d *draft) writeCharts(c chartData, t titling, footer string) {
	setup := printing{widths: []float64{44, 22, 22, 18, 18}, pagesWide: 1, footer: footer, tab: "D98E04"}
	p := d.open(sheetCharts, setup)
	p.begin(setup)
	t.what = "DATA GRAFIK"
	p.title(t, 0)
	p.heads(capital(c.what), c.capaian, "Serapan terhadap rencana s.d. triwulan (%)", "Sebutan pada grafik")
	for _, b := range c.bars {
		p.text(1, b.name, look{})
		p.number(2, b.capaian, formatTwoPlaces)
		p.number(3, b.serapan, formatTwoPlaces)
		p.text(4, b.label, look{})
		p.next(excelize.RowOpts{Height: heightFor(max(linesIn(b.name, p.width(1, 1), look{}), linesIn(b.label, p.width(4, 4), look{})))})
	}
	p.next()
	p.heads("Akhir triwulan", "Rencana kumulatif (Rp)", "Realisasi kumulatif (Rp)", "Rencana (% pagu)", "Realisasi (% pagu)")
	for q, point := range c.curve {
		row := fmt.Sprint(p.row + 1)
		p.text(1, "TW "+reconcile.Period{Quarter: q + 1}.Roman(), look{})
		p.number(2, result{value: point.Plan}, formatTwoPlaces)
		p.number(3, result{value: point.Actual}, formatTwoPlaces)
		p.number(4, c.share("B"+row, point.Plan), formatTwoPlaces)
		p.number(5, c.share("C"+row, point.Actual), formatTwoPlaces)
		p.next()
	}
	p.next()
	p.text(1, c.note, look{face: faceMuted, bare: true, ragged: true})
	p.next()
	p.end()
}

// share is a cumulative amount in percent of the year's pagu.
func (c chartData) share(cell string, amount decimal.NullDecimal) result {
	if !amount.Valid || !c.pagu.Valid || c.pagu.Decimal.IsZero() {
		return result{}
	}
	figure := decimal.NewNullDecimal(amount.Decimal.Mul(hundred).DivRound(c.pagu.Decimal, 20).Round(4))
	return ratio(percentOf(cell, c.paguCell), figure, amount, c.pagu)
}

// heads writes a row of headings.
func (p *page) heads(titles ...string) {
	lines := 1
	for i, s := range titles {
		p.text(i+1, s, headingLook)
		lines = max(lines, linesIn(s, p.width(i+1, i+1), headingLook))
	}
	p.next(excelize.RowOpts{Height: heightFor(lines) + 3})
}

// number sets a cell of a table to a figure, with its formula.
func (p *page) number(col int, r result, number format) {
	c := content{result: r}
	l := look{align: alignRight}
	if r.value.Valid || r.formula != "" {
		l.format = number
	}
	if r.value.Valid && !storable(r.value) {
		c.text = reconcile.FormatNumber(r.value.Decimal)
		c.formula, l.format = "", formatGeneral
	}
	p.show(col, c, l)
}
