package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// writeGuide writes Petunjuk: what to do, in the words of the office, and how far
// the filling in has come.
func (t *template) writeGuide(forms []*form) {
	setup := printing{widths: []float64{5, 26, 70, 20}, pagesWide: 1, pagesHigh: 1, footer: t.footer(), tab: "B45309"}
	p := t.open(sheetGuide, setup)
	t.protect(sheetGuide)
	p.begin(setup)
	run := look{bare: true, ragged: true}
	for _, row := range []struct {
		text string
		look look
	}{{"PETUNJUK PENGISIAN", run.in(faceTitle)}, {t.title(), run.in(faceHeading)}, {t.agency(), run.in(faceBold)}} {
		p.text(1, row.text, row.look)
		p.next(excelize.RowOpts{Height: 20})
	}
	p.next(excelize.RowOpts{Height: 8})
	for i, s := range t.steps() {
		p.text(1, strconv.Itoa(i+1)+".", look{bare: true})
		p.text(2, s, look{bare: true})
		p.merge(2, 4)
		p.next(excelize.RowOpts{Height: heightFor(linesIn(s, p.width(2, 4), look{})) + 3})
	}
	p.next(excelize.RowOpts{Height: 8})
	t.writeColours(p)
	p.next(excelize.RowOpts{Height: 8})
	t.writeProgress(p, forms)
	p.end()
}

func (t *template) steps() []string {
	due := reconcile.DueDate(t.period, t.rules)
	return []string{
		"Isi hanya sel kuning. Sel lain berasal dari rencana aksi dan terkunci tanpa kata sandi; jangan menambah, menghapus atau memindahkan baris dan kolom.",
		fmt.Sprintf("Yang diisi adalah hasil Triwulan %s saja, bukan jumlah sejak awal tahun.", t.period.Roman()),
		"Sel kosong berarti belum dilaporkan. Tulis 0 bila memang tidak ada hasil atau belanja; keduanya tidak sama.",
		"Persen: ketik 25 atau 25% untuk 25 persen. Satuan lain: ketik angkanya saja, misalnya 5, tanpa menulis satuannya.",
		"Predikat (huruf): pilih dari daftar pada selnya.",
		"Rupiah: ketik angka saja, misalnya 12500000, tanpa Rp. Sel abu-abu tidak diisi: rupiah program dihitung dari kegiatannya.",
		"Jelaskan pada Faktor Pendorong, Faktor Penghambat dan Tindak Lanjut bila hasil menyimpang dari target atau belanja menyimpang dari pagu triwulan.",
		fmt.Sprintf("Simpan sebagai .xlsx dan letakkan di folder masuk paling lambat %s. Bila ada yang perlu diperbaiki, berkas dikembalikan ke folder perbaikan dengan daftar sel yang perlu dibetulkan.", reconcile.LongDate(due)),
	}
}

func (t *template) writeColours(p *page) {
	p.text(2, "Warna", look{face: faceBold, bare: true})
	p.next()
	for _, c := range []struct {
		ground      ground
		name, means string
	}{
		{groundEntry, "Kuning", "diisi"},
		{groundClosed, "Abu-abu", "tidak diisi"},
		{groundClear, "Putih", "dari rencana aksi, terkunci"},
	} {
		p.text(2, c.name, look{ground: c.ground})
		p.text(3, c.means, look{bare: true})
		p.next()
	}
}

// writeProgress counts what is filled in while staff type. Its words must not read
// like the heading of a table.
func (t *template) writeProgress(p *page, forms []*form) {
	p.text(2, "Kemajuan pengisian", look{face: faceBold, bare: true})
	p.next()
	for _, f := range forms {
		for i, c := range f.columns {
			switch c.title {
			case "Realisasi":
				n := f.checks.count(entryNumber, entryPercent, entryLetter)
				f.progress(p, "Sel realisasi fisik yang sudah diisi, dari "+strconv.Itoa(n)+" sel", "COUNTA("+f.cells(i)+")", formatNoPlaces)
			case "Realisasi (Rp)":
				f.progress(p, "Sel realisasi rupiah yang sudah diisi, dari "+strconv.Itoa(f.checks.count(entryMoney))+" sel", "COUNTA("+f.cells(i)+")", formatNoPlaces)
				f.progress(p, "Jumlah rupiah yang sudah diisi", "SUM("+f.cells(i)+")", formatTwoPlaces)
			}
		}
	}
}

// cells are those of a column of the form.
func (f *form) cells(column int) string {
	l := columnLetters(column + 1)
	return fmt.Sprintf("'%s'!%s%d:%[2]s%[4]d", f.sheet, l, formFirst, formFirst+max(1, len(f.lines))-1)
}

func (f *form) progress(p *page, label, formula string, number format) {
	p.text(2, "Lembar "+f.sheet, look{})
	p.text(3, label, look{})
	zero := result{value: decimal.NewNullDecimal(decimal.Zero), formula: formula}
	p.put(4, content{result: zero}.cell(p.style(look{face: faceBold, format: number, align: alignRight})))
	p.next()
}
