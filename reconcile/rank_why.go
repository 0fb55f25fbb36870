package reconcile

import (
	"fmt"
	"strings"
)

// why says in Bahasa, in a sentence for each reason, why a line needs the head.
func (w weigher) why(v *Variance, n Need, leaf bool) string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	m, to := v.MoneyYTD, "s.d. Triwulan "+w.r.Period.Roman()
	gone := w.isGone(v.Line)
	if gone {
		say("Dihapus oleh perubahan rencana mulai Triwulan %s.", Period{Quarter: v.Line.Gone}.Roman())
	}
	if n.OverPagu {
		say("Realisasi %s %s melebihi pagu setahun %s.", to, rupiahOrDash(m.Actual), rupiahOrDash(Amount{Value: v.Pagu}))
	}
	if n.Unreported {
		say("Belum dilaporkan: %s.", strings.Join(unsaid(v, leaf), " dan "))
	}
	if v.PhysicalYTD.Status == TidakTercapai && !gone {
		out = append(out, short(v, to))
	}
	switch {
	case !leaf || n.OverPagu || v.Money.Status == BelumLapor:
	case n.Saved:
		say("Target tercapai, realisasi anggaran kurang %s dari rencana %s: hemat, atau ada tagihan yang belum masuk.", FormatRupiah(m.Deviation.Decimal.Abs()), rupiahOrDash(m.Plan))
	case m.Status == DiBawah && gone:
	case m.Status == DiBawah:
		say("Realisasi anggaran kurang %s dari rencana %s.", FormatRupiah(m.Deviation.Decimal.Abs()), rupiahOrDash(m.Plan))
	case m.Status == DiAtas:
		say("Realisasi anggaran lebih %s dari rencana %s.", FormatRupiah(m.Deviation.Decimal.Abs()), rupiahOrDash(m.Plan))
	}
	if asked := w.asked[v.Line.Code]; asked > 0 {
		say("Angkanya masih diragukan: %d catatan pada laporan.", asked)
	} else if n.Doubtful {
		say("Angkanya masih perlu klarifikasi.")
	}
	if n.RestsOnPlan {
		say("Bertumpu pada rencana yang masih diragukan.")
	}
	return strings.Join(out, " ")
}

// unsaid names what of a line is due in the quarter and not reported.
func unsaid(v *Variance, leaf bool) (out []string) {
	if v.Physical.Status == BelumLapor {
		out = append(out, "fisik (target "+FormatQuantity(v.Physical.Target, v.Line.Unit)+")")
	}
	if leaf && v.Money.Status == BelumLapor {
		out = append(out, "rupiah (anggaran "+rupiahOrDash(v.Money.Plan)+")")
	}
	return out
}

// short says by how much a target is not reached.
func short(v *Variance, to string) string {
	p, unit := v.PhysicalYTD, v.Line.Unit
	got, want := FormatQuantity(p.Actual, unit), FormatQuantity(p.Target, unit)
	capaian := ""
	if p.Capaian.Valid {
		capaian = " (capaian " + FormatNumber(p.Capaian.Decimal.Round(2)) + "%)"
	}
	switch {
	case p.Target.Letter != "" || p.Actual.Letter != "":
		return fmt.Sprintf("Predikat %s, targetnya %s %s.", got, want, to)
	case v.Line.Polarity == Negatif:
		return fmt.Sprintf("Realisasi %s melampaui batas %s %s%s.", got, want, to, capaian)
	}
	return fmt.Sprintf("Baru %s dari target %s %s%s.", got, want, to, capaian)
}

func reached(p Physical) bool { return p.Status == Tercapai || p.Status == Melampaui }
