package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// fact is a named statement on Sumber.
type fact struct{ name, value string }

// factsOf says what the figures were read from and which rules hold.
func factsOf(r *reconcile.Result) []fact {
	var facts []fact
	for _, d := range documentsOf(r) {
		facts = append(facts, fact{d.letter + ". " + d.role, orNone(d.file)}, fact{"", "SHA-256 " + orNone(d.sha256)}, fact{"", d.standing})
	}
	if r.Report.Revision == 0 {
		facts = append(facts, fact{"Laporan", "Belum ada laporan yang diterima untuk triwulan ini."})
	}
	if !r.ComputedAt.IsZero() {
		facts = append(facts, fact{"Dihitung", reconcile.LongTime(r.ComputedAt)})
	}
	return append(facts, rulesInWords(r.Rules)...)
}

// explainFact says how to ask where a figure comes from.
func explainFact(r *reconcile.Result) fact {
	return fact{"Tanya asal angka", fmt.Sprintf("rekon explain --agency %s --year %d --quarter %d --line KODE --figure NAMA",
		orNone(r.Plan.Agency.Code), r.Period.Year, r.Period.Quarter)}
}

// document is an original that figures were read from; its letter stands beside each
// cell that was read in it.
type document struct {
	letter, role, file, sha256, standing string
	short                                string // what it is, in few words
}

// documentsOf are the revisions of the plan, the one in force first, and the reports of
// the year.
func documentsOf(r *reconcile.Result) []document {
	docs := []document{planDocument("Rencana", r.Plan.Head())}
	for _, h := range slices.Backward(r.Plan.Older) {
		docs = append(docs, planDocument("Rencana semula", h))
	}
	reports := slices.Clone(r.Earlier)
	if r.Report.Revision > 0 {
		reports = append(reports, r.Report)
	}
	for _, report := range slices.Backward(reports) {
		docs = append(docs, reportDocument(report))
	}
	for i := range docs {
		docs[i].letter = columnLetters(i + 1)
	}
	return docs
}

func planDocument(role string, h reconcile.PlanHead) document {
	return document{role: role, file: h.File, sha256: h.SHA256, standing: planStanding(h), short: fmt.Sprintf("rencana revisi %d", h.Revision)}
}

func reportDocument(r reconcile.Report) document {
	q := r.Period.Roman()
	return document{role: "Laporan TW " + q, file: r.File, sha256: r.SHA256,
		standing: fmt.Sprintf("Revisi %d, diterima %s", r.Revision, reconcile.LongTime(r.ReceivedAt)),
		short:    fmt.Sprintf("laporan TW %s revisi %d", q, r.Revision)}
}

func planStanding(p reconcile.PlanHead) string {
	s := fmt.Sprintf("Revisi %d", p.Revision)
	if p.FromQuarter > 1 {
		s += ", berlaku mulai Triwulan " + reconcile.Period{Quarter: p.FromQuarter}.Roman()
	}
	if p.Decree != "" {
		s += ", dasar: " + p.Decree
	}
	return s
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func rulesInWords(r reconcile.Rules) []fact {
	facts := []fact{
		{"Aturan", "Deviasi = realisasi - target (anggaran). Deviasi berarti bila tidak nol dan mencapai batas toleransi:"},
		{"", "fisik " + tolerance(r.PhysicalTolerance, reconcile.FormatNumber) + "; rupiah " + tolerance(r.MoneyTolerance, reconcile.FormatRupiah) + "."},
		{"", "Capaian = realisasi / target x 100; untuk indikator yang makin kecil makin baik: " + negativeFormula(r) + ". Target 0 tidak mempunyai capaian dan tidak ikut dirata-ratakan."},
		{"", capWords(r) + " Predikat huruf dibandingkan menurut peringkat skala, tanpa persentase."},
		{"", "Serapan triwulan = realisasi / anggaran triwulan x 100; serapan s.d. triwulan = realisasi s.d. triwulan / pagu setahun x 100; sisa = pagu - realisasi s.d. triwulan."},
		{"", "Rupiah program dan indikator = jumlah kegiatannya. Rata-rata capaian = rata-rata sederhana kegiatan yang mempunyai capaian."},
		{"", "S.d. triwulan: akumulatif menjumlahkan triwulan; posisi akhir dan tetap memakai angka terakhir; tahunan baru jatuh tempo pada Triwulan IV."},
		{"", "Predikat kinerja (Permendagri 54/2010 dan 86/2017), capaian s.d. triwulan dibulatkan: " + bands(r.Bands) + "."},
		{"", fmt.Sprintf("Efisiensi = capaian - realisasi terhadap anggaran s.d. triwulan (%%): di atas %s poin efisien, dalam %[1]s poin cukup efisien, di bawahnya tidak efisien.", reconcile.FormatNumber(r.EfisiensiBand))},
	}
	if len(r.Names) > 0 {
		facts = append(facts, fact{"", "Pada nama berarti sama: " + sameWords(r.Names) + "."})
	}
	return facts
}

// sameWords lists the words that mean the same: "PNS = ASN; ...".
func sameWords(groups [][]string) string {
	var out []string
	for _, g := range groups {
		out = append(out, strings.Join(g, " = "))
	}
	return strings.Join(out, "; ")
}

func tolerance(t reconcile.Tolerance, format func(decimal.Decimal) string) string {
	if t.Absolute.IsZero() && t.Percent.IsZero() {
		return "tanpa toleransi"
	}
	return fmt.Sprintf("yang terbesar dari %s dan %s%% rencana periode itu", format(t.Absolute), reconcile.FormatNumber(t.Percent))
}

func negativeFormula(r reconcile.Rules) string {
	if r.NegativeRatio {
		return "target / realisasi x 100"
	}
	return "(2 x target - realisasi) / target x 100"
}

func capWords(r reconcile.Rules) string {
	if !r.CapaianCap.Valid {
		return "Capaian tidak dibatasi ke atas; yang negatif dinilai 0."
	}
	return "Capaian dinilai paling tinggi " + reconcile.FormatNumber(r.CapaianCap.Decimal) + "% dan paling rendah 0%; angka sebelum dibatasi tetap ditampilkan."
}

// bands lists the predicates: "Sangat Tinggi >= 91, Tinggi >= 76, ...".
func bands(bs []reconcile.Band) string {
	var out []string
	for _, b := range bs {
		out = append(out, b.Name+" ≥ "+reconcile.FormatNumber(b.Min))
	}
	return strings.Join(out, ", ")
}
