package reconcile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

const rekonsOwn = "aturan tetap rekon"

// Rules that no setting changes.
var (
	ruleRounding = Citation{"Persentase dibulatkan ke empat angka di belakang koma, setengah menjauhi nol.", rekonsOwn}
	ruleRollup   = Citation{"Rupiah program, indikator dan perangkat daerah adalah jumlah kegiatannya; yang tertulis pada baris program atau indikator dibandingkan, tidak dijumlahkan.", rekonsOwn}
	ruleSerapan  = Citation{"Serapan triwulan diukur terhadap anggaran triwulan, serapan s.d. triwulan terhadap pagu setahun.", rekonsOwn}
	ruleMean     = Citation{"Rata-rata capaian adalah rata-rata sederhana kegiatan yang mempunyai capaian, dengan angka yang sudah dibatasi.", rekonsOwn}
)

// aggregation is how the quarters of a line add up, and by what that was known.
func (o output) aggregation() Citation {
	words, from := AggregationWords(o.line, o.rules)
	return Citation{words, from}
}

// AggregationWords say in Bahasa how the quarters of a line's physical figures add up
// over the year, and where that comes from: what the plan shows, or a setting.
func AggregationWords(line Line, rules Rules) (words, from string) {
	t, rule := newTrack(line, rules), aggregationRule(line)
	switch {
	case t.agg == "":
		return "Tanpa target.", "rencana: " + rule.why
	case t.agg == Tahunan && t.sums:
		words = "Tahunan: target jatuh tempo pada Triwulan IV, realisasi triwulan dijumlahkan."
	case t.agg == Tahunan:
		words = "Tahunan: target jatuh tempo pada Triwulan IV, yang dihitung realisasi terakhir."
	case t.agg == Tetap:
		words = "Tetap: target yang sama setiap triwulan, yang dihitung angka terakhir."
	case t.agg == PosisiAkhir:
		words = "Posisi akhir: yang dihitung angka terakhir, triwulan tidak dijumlahkan."
	case t.agg == Akumulatif && t.sums:
		words = "Akumulatif: triwulan dijumlahkan."
	default:
		words = "Angka terakhir yang dihitung."
	}
	if t.agg == rule.gives {
		return words, fmt.Sprintf("disimpulkan dari rencana, aturan (%d): %s", rule.number, rule.why)
	}
	from = "rekon.yaml: lines: \"" + line.Code + "\": aggregation: " + string(t.agg)
	if line.WasTarget.Said() {
		from += ", atau tetap seperti pada rencana sebelum perubahan"
	}
	return words, from
}

// polarity is which way is better.
func (o output) polarity() Citation {
	words, from := PolarityWords(o.line, o.rules)
	return Citation{words, from}
}

// PolarityWords say in Bahasa whether more of a line is better or less, how its capaian
// follows from that, and where that comes from.
func PolarityWords(line Line, rules Rules) (words, from string) {
	switch {
	case line.Polarity != Negatif:
		return "Makin besar makin baik (polaritas positif): capaian = realisasi / target x 100.", "bawaan; lain hanya bila ditulis pada rekon.yaml: lines: \"" + line.Code + "\": polarity"
	case rules.NegativeRatio:
		words, from = "target / realisasi x 100", "T/R"
	default:
		words, from = "(2 x target - realisasi) / target x 100", "(2T-R)/T"
	}
	return "Makin kecil makin baik (polaritas negatif): capaian = " + words + ".",
		"rekon.yaml: lines: \"" + line.Code + "\": polarity: negatif; rules.negative_formula: " + from
}

func capRule(r Rules) Citation {
	if !r.CapaianCap.Valid {
		return Citation{"Capaian tidak dibatasi ke atas; yang negatif dinilai 0.", "rekon.yaml: rules.capaian_cap: none"}
	}
	c := r.CapaianCap.Decimal
	return Citation{"Capaian dinilai paling tinggi " + FormatNumber(c) + "% dan paling rendah 0%; angka sebelum dibatasi tetap disimpan.", "rekon.yaml: rules.capaian_cap: " + c.String()}
}

func toleranceRule(what, key string, t Tolerance, write func(decimal.Decimal) string) Citation {
	return Citation{
		"Deviasi " + what + " berarti bila tidak nol dan mencapai yang terbesar dari " + write(t.Absolute) + " dan " + FormatNumber(t.Percent) + "% rencana masa itu.",
		"rekon.yaml: rules.tolerance." + key + ": absolute: " + t.Absolute.String() + ", percent: " + t.Percent.String(),
	}
}

func bandRule(r Rules) Citation {
	var text, key []string
	for _, b := range r.Bands {
		text = append(text, b.Name+" ≥ "+FormatNumber(b.Min))
		key = append(key, b.Name+": "+b.Min.String())
	}
	return Citation{"Predikat kinerja menurut capaian s.d. triwulan yang dibulatkan: " + strings.Join(text, ", ") + ".",
		"Permendagri 54/2010 dan 86/2017; rekon.yaml: rules.bands: " + strings.Join(key, ", ")}
}

func efisiensiRule(r Rules) Citation {
	b := r.EfisiensiBand
	return Citation{"Lebih dari " + FormatNumber(b) + " poin di atas: efisien; dalam " + FormatNumber(b) + " poin: cukup efisien; di bawahnya: tidak efisien.",
		"rekon.yaml: rules.efisiensi_band: " + b.String()}
}

// scaleSources are the regulations behind the scales that rekon knows.
var scaleSources = map[string]string{"SAKIP": "skala nilai SAKIP (PermenPANRB)", "IKM": "PermenPANRB 14/2017"}

func scaleRule(s Scale) Citation {
	var grades []string
	for _, g := range s.Grades {
		over := "≥ "
		if g.Above {
			over = "> "
		}
		grades = append(grades, g.Letter+" "+over+FormatNumber(g.Min))
	}
	from := "rekon.yaml: rules.scales: " + s.Name
	if source := scaleSources[s.Name]; source != "" {
		from = source + "; " + from
	}
	return Citation{"Skala " + s.Name + ": " + strings.Join(grades, ", ") + ".", from}
}

func dueRule(r Rules) Citation {
	return Citation{fmt.Sprintf("Laporan paling lambat tanggal %d bulan sesudah triwulan berakhir, menurut waktu Jakarta.", r.DueDay),
		fmt.Sprintf("rekon.yaml: rules.due_day: %d", r.DueDay)}
}
