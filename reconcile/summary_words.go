package reconcile

import (
	"fmt"
	"strings"
	"time"
)

// Headline answers in Bahasa whether a quarter is complete.
func (c Card) Headline() string {
	switch {
	case c.Standing.Revision == 0 && c.Standing.Status == Ditolak:
		return "BELUM LENGKAP – LAPORAN DIKEMBALIKAN"
	case c.Standing.Revision == 0:
		return "BELUM LENGKAP – BELUM ADA LAPORAN"
	case c.Missing > 0:
		return fmt.Sprintf("BELUM LENGKAP – %d BARIS BELUM DILAPORKAN", c.Missing)
	case !c.Complete():
		return "BELUM LENGKAP – TRIWULAN SEBELUMNYA BELUM LENGKAP"
	case c.Doubts > 0:
		return fmt.Sprintf("LENGKAP – %d CATATAN PERLU DIJAWAB", c.Doubts)
	}
	return "LENGKAP"
}

// Sentence says when a report came, and how late.
func (s Standing) Sentence() string {
	if s.Status == Ditutup {
		s.Status = ""
		return s.Sentence() + " Triwulan ini sudah ditutup: angkanya tetap."
	}
	due := "batas waktu " + LongDate(s.Due.Add(-time.Nanosecond))
	late := fmt.Sprintf("terlambat %d hari", s.LateDays)
	switch {
	case s.Revision > 0 && s.LateDays > 0:
		return fmt.Sprintf("Laporan revisi %d diterima %s, %s (%s).", s.Revision, LongTime(s.ReceivedAt), late, due)
	case s.Revision > 0:
		return fmt.Sprintf("Laporan revisi %d diterima %s, tepat waktu (%s).", s.Revision, LongTime(s.ReceivedAt), due)
	case s.Status == Ditolak && !s.ReceivedAt.IsZero():
		return fmt.Sprintf("Berkas yang masuk %s dikembalikan untuk diperbaiki; belum ada laporan yang diterima%s (%s).", LongTime(s.ReceivedAt), s.delay(), due)
	}
	return fmt.Sprintf("Belum ada laporan%s (%s).", s.delay(), due)
}

// delay is how late it was, without a report, when the quarter was closed out.
func (s Standing) delay() string {
	if s.ClosedAt.IsZero() || s.LateDays == 0 {
		return ""
	}
	return fmt.Sprintf("; pada tutup buku %s sudah terlambat %d hari", LongDate(s.ClosedAt), s.LateDays)
}

// Afterwards says what came after the close-out: "" when that still holds.
func (s Standing) Afterwards() string {
	switch {
	case s.ClosedAt.IsZero() || s.Revision == s.ClosedWith:
		return ""
	case s.ClosedWith == 0:
		return fmt.Sprintf("Laporan masuk sesudah tutup buku %s.", LongDate(s.ClosedAt))
	}
	return fmt.Sprintf("Laporan diperbaiki sesudah tutup buku %s (waktu itu revisi %d).", LongDate(s.ClosedAt), s.ClosedWith)
}

// Afterwards says what came after the close-out, where [Result.Correction] does not say
// more.
func (s Summary) Afterwards() string {
	if s.Corrections > 0 && (s.Standing.Revision == 0 || s.Standing.ClosedWith > 0) {
		return ""
	}
	return s.Standing.Afterwards()
}

// Reservation says in Bahasa that figures rest on a doubtful plan: "" when they do not.
func (c Card) Reservation() string {
	if c.PlanDoubts == 0 {
		return ""
	}
	return fmt.Sprintf("Sebagian angka bertumpu pada rencana yang masih diragukan: %d peringatan pada rencana revisi %d, lihat lembar Diragukan.", c.PlanDoubts, c.PlanRevision)
}

// Judged is a predikat in Bahasa, or why there is none: nothing is judged on incomplete
// data.
func Judged(predikat string, complete bool) string {
	switch {
	case predikat != "":
		return predikat
	case !complete:
		return "belum dinilai: data belum lengkap"
	}
	return "tidak ada capaian"
}

// Gaps names in Bahasa what is not complete: "" when nothing lacks.
func (s Summary) Gaps() string {
	var out []string
	if n := len(s.Unreported); n > 0 && s.Standing.Revision > 0 {
		names := []string{}
		for _, u := range s.Unreported[:min(n, gapsNamed)] {
			names = append(names, strings.TrimRight(clip(u.Name), " .:"))
		}
		if n > gapsNamed {
			names = append(names, fmt.Sprintf("dan %d baris lain", n-gapsNamed))
		}
		out = append(out, "Belum dilaporkan: "+strings.Join(names, "; ")+".")
	}
	if len(s.Silent) > 0 {
		names := []string{}
		for _, p := range s.Silent {
			names = append(names, "Triwulan "+p.Roman())
		}
		out = append(out, enumerated(names)+" tidak dilaporkan; angka s.d. triwulan belum lengkap.")
	}
	if len(out) == 0 && s.Standing.Revision > 0 && !s.Complete() {
		out = append(out, "Ada baris triwulan sebelumnya yang tidak dilaporkan; angka s.d. triwulan belum lengkap.")
	}
	return strings.Join(out, " ")
}

// enumerated lists names as a sentence does: "a, b dan c".
func enumerated(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " dan " + names[last]
}

// gapsNamed is how many unreported lines a page names.
const gapsNamed = 4

// RankingRule says in Bahasa how lines are ranked, see [CompareNeeds] and [Needs].
var RankingRule = []string{
	"Baris diurutkan menurut kelompok, dan di dalam kelompok menurut nilai konsekuensinya dalam rupiah, s.d. triwulan; yang terbesar lebih dulu.",
	"Nilai konsekuensi = yang terbesar dari (a) rupiah yang menyimpang dan (b) rencana yang hasilnya belum tercapai; keduanya tidak dijumlahkan.",
	"(a) Rupiah yang menyimpang, pada kegiatan (sub kegiatan bila ada): selisih dari rencana s.d. triwulan bila melewati toleransi; kelebihan di atas pagu setahun; atau anggaran triwulan yang jatuh tempo dan belum dilaporkan.",
	"(b) Hasil belum tercapai, pada setiap tingkat: rencana s.d. triwulan (bila belum ada: pagu setahun) x kekurangan capaian / 100; seluruhnya bila capaian tidak dapat dihitung (huruf, target 0) atau belum dilaporkan.",
	"Kelompok: melebihi pagu setahun selalu lebih dulu; lalu yang kurang sesuatu; lalu yang targetnya tercapai dengan rupiah di bawah rencana (hemat); paling bawah yang hanya diragukan, karena nilainya tidak dapat dihitung.",
	"Bila kelompok dan nilainya sama: kekurangan capaian yang lebih besar, lalu yang belum dilaporkan, yang diragukan, yang rencananya lebih besar, lalu kode.",
}

// RankingWords say the same in short.
const RankingWords = "menurut kelompok (melebihi pagu, kurang sesuatu, hemat, diragukan), lalu menurut besarnya konsekuensi"

// Headline answers in Bahasa whether the quarter of all agencies is complete.
func (o Overview) Headline() string {
	switch n := len(o.Open); {
	case len(o.Cards) == 0:
		return "BELUM ADA PERANGKAT DAERAH DENGAN RENCANA"
	case n > 0:
		return fmt.Sprintf("BELUM LENGKAP – %d DARI %d PERANGKAT DAERAH", n, len(o.Cards))
	}
	all := fmt.Sprintf("LENGKAP – %d PERANGKAT DAERAH", len(o.Cards))
	if o.Asked > 0 {
		return fmt.Sprintf("%s, %d DENGAN CATATAN", all, o.Asked)
	}
	return all
}

// Sentence counts the reports in Bahasa.
func (o Overview) Sentence() string {
	counted := fmt.Sprintf("%d dari %d perangkat daerah sudah melapor, %d lengkap; %d terlambat", o.Reported, len(o.Cards), o.Completed, o.Late)
	if o.Asked > 0 {
		counted += fmt.Sprintf("; %d dengan catatan yang perlu dijawab", o.Asked)
	}
	return counted + "."
}

// agenciesNamed is how many agencies a page names that are not complete.
const agenciesNamed = 20

// Gaps names in Bahasa who has not reported, and how late; then whose report lacks
// something. "" when all is complete.
func (o Overview) Gaps() (missing, partial string) {
	var none, some []string
	late := false
	for _, c := range o.Open {
		if c.Standing.Revision > 0 {
			some = append(some, fmt.Sprintf("%s (%s)", c.Agency.Code, partly(c)))
			continue
		}
		none = append(none, c.Agency.Code+without(c.Standing))
		late = late || c.Standing.LateDays > 0
	}
	what := "Belum ada laporan"
	if late { // without a report the days are those of the close-out
		what += ", hari terlambat pada tutup buku"
	}
	return listed(what+": ", none), listed("Belum lengkap: ", some)
}

// Corrections names in Bahasa whose figures were corrected after the close-out, and when:
// "" for nobody's.
func (o Overview) Corrections() string {
	var names []string
	for _, c := range o.Cards {
		if words := c.CorrectedWords(); words != "" {
			names = append(names, c.Agency.Code+" ("+words+")")
		}
	}
	return listed("Dikoreksi setelah tutup buku: ", names)
}

// CorrectedWords say when an agency's figures were corrected after the close-out: "" for
// never.
func (c Card) CorrectedWords() string { return CorrectedWords(c.Corrections, c.CorrectedAt) }

func partly(c Card) string {
	if c.Missing > 0 {
		return fmt.Sprintf("%d baris", c.Missing)
	}
	return "triwulan sebelumnya"
}

// without says what is known of an agency without a report: " (dikembalikan, 3 hari)".
func without(s Standing) string {
	var known []string
	if s.Status == Ditolak {
		known = append(known, "dikembalikan")
	}
	if s.LateDays > 0 {
		known = append(known, fmt.Sprintf("%d hari", s.LateDays))
	}
	if len(known) == 0 {
		return ""
	}
	return " (" + strings.Join(known, ", ") + ")"
}

func listed(what string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	if more := len(names) - agenciesNamed; more > 0 {
		names = append(names[:agenciesNamed:agenciesNamed], fmt.Sprintf("dan %d lagi pada lembar Perangkat Daerah", more))
	}
	return what + strings.Join(names, "; ") + "."
}
