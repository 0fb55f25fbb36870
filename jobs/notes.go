package jobs

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

// receiptName is dated in the office's time, so that receipts line up. No two drops
// share one: a revision is one drop's, and so is a number.
func receiptName(d db.Drop) string {
	name := fmt.Sprintf("Tanda terima %s", d.ReceivedAt.In(reconcile.WIB).Format("2006-01-02 15.04.05"))
	if d.Outcome == db.Duplicate {
		return fmt.Sprintf("%s (sudah pernah diterima, no. %d).txt", name, d.ID)
	}
	return fmt.Sprintf("%s (revisi %d).txt", name, d.Revision)
}

// note collects the lines of a text for Windows.
type note struct{ strings.Builder }

func (n *note) line(format string, args ...any) {
	n.WriteString(fmt.Sprintf(format, args...) + "\r\n")
}

func (n *note) field(name, value string) { n.line("%-14s: %s", name, value) }

func (n *note) facts(fs []fact) {
	for _, f := range fs {
		n.field(f.Name, f.Value)
	}
}

// aboutDrop says which file this is.
func aboutDrop(d db.Drop) []fact {
	out := []fact{{"Berkas", oneLine(d.Name)}, {"Diterima", FormatTime(d.ReceivedAt)}}
	if d.Agency != "" {
		out = append(out, fact{"Perangkat daerah", d.Agency})
	}
	if d.Period.Quarter > 0 && d.Period.Year > 0 {
		out = append(out, fact{"Periode", fmt.Sprintf("Triwulan %s Tahun %d", d.Period.Roman(), d.Period.Year)})
	}
	return append(out, fact{"SHA-256", d.SHA256})
}

var months = reconcile.MonthNames

// FormatTime writes a time as offices do: 9 April 2020 16.55 WIB.
func FormatTime(t time.Time) string {
	t = t.In(reconcile.WIB)
	return fmt.Sprintf("%d %s %d %s WIB", t.Day(), months[t.Month()-1], t.Year(), t.Format("15.04"))
}

// receipt is what the sender of a report is told. All of it is stored, so that it can
// be written again.
type receipt struct {
	db.Drop
	read     reconcile.Report
	before   reconcile.Report // that it replaces
	variance string           // path of the variance workbook
	due      time.Time        // its day
}

func (r receipt) text() []byte {
	var n note
	if r.Outcome == db.Duplicate {
		n.line("SUDAH PERNAH DITERIMA")
	} else {
		n.line("TANDA TERIMA LAPORAN REALISASI")
	}
	n.line("")
	for _, words := range r.words() {
		n.line("%s", words)
	}
	n.line("")
	n.facts(r.facts())
	n.findings("Yang perlu dilihat (laporan tetap diterima)", r.Findings, reconcile.Warning)
	return []byte(n.String())
}

// words say what became of the report.
func (r receipt) words() []string {
	if r.Outcome == db.Duplicate {
		return []string{
			fmt.Sprintf("Isi berkas ini sama persis dengan laporan revisi %d yang sudah tersimpan. Tidak ada yang berubah:", r.Revision),
			"yang berlaku tetap laporan yang terakhir diterima. Bila isi berkas inilah yang harus berlaku,",
			"buka di Excel, simpan ulang, lalu kirim lagi."}
	}
	return []string{fmt.Sprintf("Laporan ini diterima dan disimpan sebagai revisi %d.", r.Revision)}
}

// lateDays is how late the report came.
func (r receipt) lateDays() int {
	if r.Outcome != db.Accepted {
		return 0
	}
	return reconcile.LateDays(r.ReceivedAt, r.due.AddDate(0, 0, 1))
}

// facts say which report it is, and what was read.
func (r receipt) facts() []fact {
	out := aboutDrop(r.Drop)
	rows := r.read.Realizations
	if len(rows) > 0 {
		out = append(out, fact{"Yang terbaca", readWords(rows)})
	}
	if len(rows) > 0 && len(r.before.Realizations) > 0 {
		out = append(out, fact{"Menggantikan", fmt.Sprintf("revisi %d, jumlah realisasi %s menjadi %s", r.before.Revision, sumOf(r.before.Realizations), sumOf(rows))})
	}
	if r.read.Reason != "" {
		out = append(out, fact{"Alasan perbaikan", r.read.Reason})
	}
	if days := r.lateDays(); days > 0 {
		out = append(out, fact{"Terlambat", fmt.Sprintf("%d hari, batas waktunya %d %s %d", days, r.due.Day(), months[r.due.Month()-1], r.due.Year())})
	}
	return append(out, fact{"Hasil", r.variance})
}

// readWords says what was read, for the sender to compare with her own sums.
func readWords(rows []reconcile.Realization) string {
	lines := 0
	for _, r := range rows {
		if r.Physical.Said() || r.Money.Said() {
			lines++
		}
	}
	return fmt.Sprintf("%d baris terisi, jumlah realisasi %s", lines, sumOf(rows))
}

func sumOf(rows []reconcile.Realization) string {
	sum := decimal.Zero
	for _, r := range rows {
		sum = sum.Add(r.Money.Value.Decimal)
	}
	return reconcile.FormatRupiah(sum)
}

func (n *note) findings(title string, fs []reconcile.Finding, severity reconcile.Severity) {
	total := count(fs, severity)
	if total == 0 {
		return
	}
	n.line("")
	n.line("%s: %d", title, total)
	i := 0
	for _, f := range fs {
		if f.Severity() == severity {
			i++
			n.line("%3d. %s", i, oneLine(f.Message))
		}
	}
}

func oneLine(s string) string { return reconcile.Visible(strings.Join(strings.Fields(s), " ")) }
