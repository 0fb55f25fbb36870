package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Columns of Ringkasan: the left half, a gap, the right half.
const (
	sumA, sumB, sumC, sumD, sumGap, sumF, sumG, sumH = 1, 2, 3, 4, 5, 6, 7, 8
)

var summaryWidths = []float64{15, 44, 20, 20, 2, 26, 14, 20}

// writeSummary writes Ringkasan, one printed page for the head of the agency.
func (v *varianceBook) writeSummary() {
	setup := printing{widths: summaryWidths, pagesWide: 1, pagesHigh: 1, footer: v.footer(), tab: "7A1F0B"}
	p := v.open(sheetSummary, setup)
	if v.corrected() {
		v.keep(v.f.SetCellHyperLink(sheetSummary, cellAt(sumA, correctionLink), v.place(sheetCorrections, "A", correctionsHeader), "Location"))
	}
	p.begin(setup)
	v.writeStanding(p)
	v.writeHalves(p)
	v.writeLargest(p)
	v.writeUnreported(p)
	v.writeProvenance(p)
	p.end()
}

// band writes words over the whole width, in as many lines as they need, in rows
// at least that high.
func (v *varianceBook) band(p *page, s string, l look, height float64) {
	p.band(sumA, sumH, s, l, height)
}

// writeStanding writes the head of the page: who, when, how it stands, and what
// the reader must know before any figure.
func (v *varianceBook) writeStanding(p *page) {
	banner := look{bare: true, align: alignCenter, middle: true}
	v.band(p, "RINGKASAN VARIANSI RENCANA AKSI", banner.in(faceTitle), 24)
	v.band(p, strings.ToUpper(v.who), banner.in(faceHeading), 16)
	v.band(p, position(v.r.Period, v.r.Report.ReceivedAt), banner, 15)
	p.next(excelize.RowOpts{Height: 5})
	status := look{face: faceHeading, ground: tone(v.r.Status, v.incomplete), align: alignCenter, middle: true}
	v.band(p, "STATUS: "+strings.ToUpper(v.status()), status, 22)
	v.band(p, v.explanation(), look{align: alignCenter, middle: true, ground: status.ground}, 16)
	if v.corrected() {
		v.writeCorrection(p)
	}
	if v.incomplete {
		v.band(p, v.warning(), look{face: faceLoud, ground: groundBad, align: alignCenter, middle: true}, 20)
	}
	if s := v.changeSentence(); s != "" {
		v.band(p, s, look{face: faceBold, align: alignCenter, middle: true}, 16)
	}
	if n := len(v.r.PlanWarnings()); n > 0 {
		v.band(p, fmt.Sprintf("Sebagian angka bertumpu pada rencana yang masih diragukan: %d peringatan pada rencana revisi %d, lihat lembar Temuan.", n, v.r.Plan.Revision),
			look{face: faceBold, ground: groundAttention, align: alignCenter, middle: true}, 16)
	}
	p.next(excelize.RowOpts{Height: 6})
}

// explanations say in a sentence what the agency's flag means.
var explanations = map[reconcile.Status]string{
	reconcile.Diterima:        "Laporan triwulan ini diterima tanpa catatan.",
	reconcile.DiterimaCatatan: "Laporan triwulan ini diterima; ada catatan yang perlu dijawab.",
	reconcile.Terlambat:       "Laporan diterima setelah batas waktu.",
	reconcile.BelumLapor:      "Belum ada laporan untuk triwulan ini; semua realisasi kosong.",
	reconcile.Ditolak:         "Berkas yang masuk dikembalikan untuk diperbaiki; belum ada laporan yang diterima.",
	reconcile.Ditutup:         "Triwulan ini sudah ditutup.",
}

func (v *varianceBook) explanation() string {
	s := explanations[v.r.Status]
	errors, warnings := 0, 0
	for _, f := range v.r.Findings {
		switch f.Severity() {
		case reconcile.Error:
			errors++
		case reconcile.Warning:
			warnings++
		}
	}
	if errors+warnings > 0 {
		s += fmt.Sprintf(" Temuan pada laporan: %d kesalahan, %d peringatan.", errors, warnings)
	}
	return strings.TrimSpace(s)
}

// warning says loudly that the figures are not final.
func (v *varianceBook) warning() string {
	n, before := len(v.unreported), v.any(func(e *entry) bool {
		return e.v.PhysicalYTD.Incomplete && e.v.Physical.Status != reconcile.BelumLapor || e.v.MoneyYTD.Incomplete && !e.v.Money.Incomplete
	})
	switch {
	case n > 0 && before:
		return fmt.Sprintf("DATA BELUM LENGKAP: %d baris yang jatuh tempo belum dilaporkan, juga pada triwulan sebelumnya. Jumlah di bawah ini BUKAN angka akhir.", n)
	case n > 0:
		return fmt.Sprintf("DATA BELUM LENGKAP: %d baris yang jatuh tempo belum dilaporkan. Jumlah di bawah ini BUKAN angka akhir.", n)
	default:
		return "DATA BELUM LENGKAP: ada triwulan sebelumnya yang belum dilaporkan. Jumlah s.d. triwulan BUKAN angka akhir."
	}
}

// largestShown is how many deviations Ringkasan lists.
const largestShown = 5

// largest are the kegiatan that stray furthest from their budget to date.
func (v *varianceBook) largest() []*entry {
	var es []*entry
	for _, e := range v.entries {
		if e.isKegiatan() && e.v.MoneyYTD.Deviation.Valid && !e.v.MoneyYTD.Deviation.Decimal.IsZero() {
			es = append(es, e)
		}
	}
	slices.SortStableFunc(es, func(a, b *entry) int {
		return b.v.MoneyYTD.Deviation.Decimal.Abs().Cmp(a.v.MoneyYTD.Deviation.Decimal.Abs())
	})
	return es[:min(len(es), largestShown)]
}

func (v *varianceBook) writeLargest(p *page) {
	for col, s := range []string{"Kode", "Deviasi rupiah terbesar s.d. Triwulan " + v.r.Period.Roman(), "Anggaran", "Realisasi", "Deviasi", "", "Serapan (% pagu)", "Status"} {
		p.text(col+1, s, headingLook)
	}
	p.merge(sumGap, sumF)
	p.next(excelize.RowOpts{Height: 17})
	es := v.largest()
	for _, e := range es {
		v.writeLarge(p, e)
	}
	if len(es) == 0 {
		v.band(p, "Tidak ada deviasi rupiah yang dapat dihitung.", look{middle: true}, 16)
	}
	p.next(excelize.RowOpts{Height: 6})
}

func (v *varianceBook) writeLarge(p *page, e *entry) {
	m := e.v.MoneyYTD
	p.text(sumA, e.v.Line.Code, look{face: faceSmall, middle: true, indent: 1})
	p.text(sumB, e.v.Line.Name(), look{middle: true})
	p.figure(sumC, v.seen(colMoneyYTD+inPlan, e.row, m.Plan.Value), formatTwoPlaces)
	p.figure(sumD, v.seen(colMoneyYTD+inActual, e.row, m.Actual.Value), formatTwoPlaces)
	p.figure(sumGap, v.seen(colMoneyYTD+inDeviation, e.row, m.Deviation), formatTwoPlaces)
	p.blank(sumF, sumF, look{})
	p.merge(sumGap, sumF)
	p.figure(sumG, v.seen(colMoneyYTD+inPercent, e.row, m.Serapan), formatTwoPlaces)
	p.text(sumH, string(m.Status), look{ground: tone(m.Status, m.Incomplete || v.incomplete), align: alignCenter, middle: true})
	p.next(excelize.RowOpts{Height: heightFor(linesIn(e.v.Line.Name(), p.width(sumB, sumB), look{})) + 2})
}

// unreportedShown is how many unreported lines Ringkasan names.
const unreportedShown = 12

// writeUnreported names what is due and not reported.
func (v *varianceBook) writeUnreported(p *page) {
	v.band(p, fmt.Sprintf("BELUM DILAPORKAN (%d baris)", len(v.unreported)), look{face: faceBold, ground: groundHead, middle: true}, 17)
	var names []string
	for i, e := range v.unreported {
		if i == unreportedShown {
			names = append(names, fmt.Sprintf("dan %d baris lain, lihat lembar Variansi", len(v.unreported)-i))
			break
		}
		names = append(names, short(e.v.Line.Name(), 60)+" ("+missing(e)+")")
	}
	text, ground := strings.Join(names, "; ")+".", groundUnreported
	if len(names) == 0 {
		text, ground = "Tidak ada; semua baris yang jatuh tempo pada triwulan ini sudah dilaporkan.", groundClear
	}
	v.band(p, text, look{ground: ground}, 14)
	if n := len(v.r.Unplanned); n > 0 {
		v.band(p, strconv.Itoa(n)+" baris laporan tidak ada dalam rencana dan tidak dihitung; lihat lembar Sumber.", look{ground: groundAttention}, 15)
	}
	p.next(excelize.RowOpts{Height: 5})
}

// missing says which of a line's figures is not reported.
func missing(e *entry) string {
	physical, money := e.v.Physical.Status == reconcile.BelumLapor, e.leaf() && e.v.Money.Status == reconcile.BelumLapor
	switch {
	case physical && money:
		return "fisik dan rupiah"
	case money:
		return "rupiah"
	default:
		return "fisik"
	}
}

// short cuts a name to a number of letters.
func short(s string, letters int) string {
	if r := []rune(s); len(r) > letters {
		return strings.TrimSpace(string(r[:letters-1])) + "…"
	}
	return s
}

// writeProvenance says what the page rests on.
func (v *varianceBook) writeProvenance(p *page) {
	s := "Sumber: rencana revisi " + strconv.Itoa(v.r.Plan.Revision)
	if v.r.Plan.File != "" {
		s += " (" + v.r.Plan.File + ")"
	}
	if v.r.Report.Revision > 0 {
		s += fmt.Sprintf("; laporan revisi %d (%s), diterima %s", v.r.Report.Revision, v.r.Report.File, reconcile.LongTime(v.r.Report.ReceivedAt))
	}
	if !v.r.ComputedAt.IsZero() {
		s += "; dihitung " + reconcile.LongTime(v.r.ComputedAt)
	}
	v.band(p, s+". "+capWords(v.r.Rules)+" Rincian, temuan dan sel asal: lembar Variansi, Temuan dan Sumber.", look{face: faceSmall, bare: true}, 12)
}
