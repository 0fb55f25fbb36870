package xlsx

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// field is what a column holds.
type field int

const (
	fieldNone field = iota
	fieldCode
	fieldTujuan
	fieldSasaran
	fieldIndikator
	fieldProgramKegiatan // programs and their kegiatan below each other
	fieldProgram
	fieldKegiatan
	fieldSubKegiatan
	fieldMeasure // the indicator of a program or kegiatan
	fieldUnit
	fieldTarget
	fieldBudget
	fieldActual
	fieldSpent
	fieldPercent // computed by the office; we compute our own
	fieldPendorong
	fieldPenghambat
	fieldTindakLanjut
	fieldKeterangan
	fieldOther // a heading we know and do not need
	// Beside the plan's own figures: what they were before a change, and by how much
	// they changed. Compared, never taken.
	fieldTargetWas
	fieldBudgetWas
	fieldTargetDiff
	fieldBudgetDiff
)

// isName tells the fields that name a line.
func (f field) isName() bool {
	return f >= fieldIndikator && f <= fieldSubKegiatan
}

func (f field) isFigure() bool { return f >= fieldTarget && f <= fieldSpent }

// vocabulary are the words that headings consist of. A cell is a heading only
// when it has no other word, so that no name of a line is taken for one.
var vocabulary = wordSet(`
no nomor kode rekening tujuan sasaran strategis indikator kinerja utama iku program kegiatan sub subkegiatan
dan atau outcome output keluaran hasil uraian nama satuan target realisasi real triwulan tri wulan triwulanan tw trw
i ii iii iv 1 2 3 4 k rp rupiah pagu anggaran dpa dppa apbd keuangan keu fisik fis % persen persentase capaian tingkat serapan
penyerapan deviasi selisih sisa kondisi pada akhir awal tahun tahunan setahun berjalan lalu ke sd sampai dengan kumulatif faktor
pendorong pendukung penghambat kendala hambatan permasalahan masalah solusi rencana tindak lanjut upaya keterangan ket
catatan penanggung jawab unit kerja pelaksana perangkat daerah opd skpd aksi jumlah total ribu ribuan juta jutaan milyar milyaran miliar miliaran
renstra renja rkpd rpjmd periode dievaluasi kabupaten kota provinsi lokasi sumber dana bobot volume evaluasi yang per dari terhadap untuk dalam tersebut
belanja status predikat kategori n murni induk perubahan pergeseran sebelum setelah sesudah semula menjadi bertambah berkurang
pertama kesatu kedua ketiga keempat akumulasi akumulatif kumulasi hingga semester bulan ini bukti dukung 000`)

// otherPeriods are words of a heading whose figures are not those of a quarter or of
// the budget year. Renstra and RPJMD run over five.
var otherPeriods = strings.Fields(`renstra rpjmd semester bulan bulanan mingguan lalu sebelumnya januari februari maret april mei juni juli
agustus september oktober november nopember desember`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

var (
	sampaiDengan = regexp.MustCompile(`\bs\s*[./]\s*d\b\.?`)
	yearWord     = regexp.MustCompile(`^20\d\d$`)
	fiscalYear   = regexp.MustCompile(`(?i)\btahun\s+anggaran\b`)
	quarterWord  = regexp.MustCompile(`\b(?:tri ?wulan|trw|tw)[ .-]*(?:ke[ -]*)?` + quarterName +
		`(?: ?(?:-|–|&|dan|sd|sampai(?: dengan)?|hingga) ?(?:ke[ -]*)?` + quarterName + `)?`)
)

const quarterName = `(iv|i{1,3}|[1-4]|pertama|kesatu|kedua|ketiga|keempat)\b`

// headingWords splits a heading into lower-case words; s.d. and s/d become "sd".
func headingWords(s string) []string {
	s = sampaiDengan.ReplaceAllString(strings.ToLower(norm.NFKC.String(s)), " sd ")
	s = strings.ReplaceAll(s, "%", " % ")
	return strings.FieldsFunc(s, func(r rune) bool {
		return r != '%' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// isHeading reports whether a text consists of heading words only.
func isHeading(s string) bool {
	words := headingWords(s)
	if len(words) == 0 || len(s) > 120 {
		return false
	}
	for _, w := range words {
		if !vocabulary[w] && !yearWord.MatchString(w) && !quarterWord.MatchString(w) {
			return false
		}
	}
	return len(words) > 1 || words[0] < "1" || words[0] > "4"
}

// quartersIn finds the quarters that a text names, each once.
func quartersIn(text string) []int {
	text = sampaiDengan.ReplaceAllString(strings.ToLower(norm.NFKC.String(squeeze(text))), "sd")
	var out []int
	for _, m := range quarterWord.FindAllStringSubmatch(text, -1) {
		for _, name := range m[1:] {
			if q := quarterNamed(name); q > 0 && !slices.Contains(out, q) {
				out = append(out, q)
			}
		}
	}
	return out
}

func quarterNamed(name string) int {
	switch name {
	case "i", "1", "pertama", "kesatu":
		return 1
	case "ii", "2", "kedua":
		return 2
	case "iii", "3", "ketiga":
		return 3
	case "iv", "4", "keempat":
		return 4
	}
	return 0
}

// isCumulative: the figures are those of all quarters so far.
func isCumulative(w wordList) bool {
	return w.any("sd", "sampai", "hingga", "kumulatif", "kumulasi", "akumulatif", "akumulasi")
}

type wordList []string

func (w wordList) any(words ...string) bool {
	return slices.ContainsFunc(words, func(x string) bool { return slices.Contains(w, x) })
}

// noteField recognises the columns for words, and those we know and leave alone.
func noteField(w wordList) field {
	switch {
	case w.any("pendorong", "pendukung"):
		return fieldPendorong
	case w.any("penghambat", "kendala", "hambatan", "permasalahan", "masalah"):
		return fieldPenghambat
	case w.any("tindak", "solusi", "upaya"):
		return fieldTindakLanjut
	case w.any("keterangan", "ket", "catatan"):
		return fieldKeterangan
	case w.any("rencana") && w.any("aksi") && !w.any("target", "realisasi", "real", "rp"),
		w.any("penanggung", "pelaksana", "lokasi", "sumber", "bobot", "status", "predikat", "kategori"):
		return fieldOther
	case w.any("satuan"):
		return fieldUnit
	}
	return fieldNone
}

// labelField recognises the columns that say where a line stands.
func labelField(w wordList) field {
	switch {
	case w.any("indikator") && w.any("program", "kegiatan", "outcome", "output", "keluaran", "hasil"):
		return fieldMeasure
	case w.any("indikator"):
		return fieldIndikator
	case w.any("kode"):
		return fieldCode
	case w.any("program") && w.any("kegiatan"), len(w) == 1 && w[0] == "uraian":
		return fieldProgramKegiatan
	case w.any("sub", "subkegiatan") && w.any("kegiatan", "subkegiatan"):
		return fieldSubKegiatan
	case w.any("kegiatan"):
		return fieldKegiatan
	case w.any("program"):
		return fieldProgram
	case w.any("sasaran"):
		return fieldSasaran
	case w.any("tujuan"):
		return fieldTujuan
	case w.any("no", "nomor"):
		return fieldOther
	}
	return fieldNone
}

// figureField recognises the columns for figures from their headings, the lowest
// first: the nearest word decides, those above only where it is silent.
func figureField(levels []heading) field {
	actual, money := -1, -1 // -1 unknown, 0 no, 1 yes
	for _, h := range levels {
		w := h.words
		isActual, isPlan := w.any("realisasi", "real"), w.any("target", "pagu", "rencana", "dpa", "kondisi")
		if actual < 0 && isActual != isPlan {
			actual = btoi(isActual)
		}
		if actual < 0 && isActual && isPlan && !w.any("target", "rencana") {
			actual = 1 // "Realisasi Pagu"
		}
		isMoney := w.any("rp", "rupiah", "pagu", "keuangan", "keu", "dpa", "belanja") || w.any("anggaran") && !fiscalYear.MatchString(h.text)
		isPhysical := w.any("k", "kinerja", "fisik") && !w.any("kondisi")
		if money < 0 && isMoney != isPhysical {
			money = btoi(isMoney)
		}
	}
	low := levels[0].words
	switch {
	case low.any("serapan", "penyerapan") && low.any("rp", "rupiah"):
		return fieldSpent
	case slices.ContainsFunc(levels, func(h heading) bool { return h.words.any("tingkat") }):
		return fieldPercent
	case isComputed(low, money == 1), actual < 0 && slices.ContainsFunc(levels, func(h heading) bool { return isComputed(h.words, false) }):
		return fieldPercent
	case actual == 1 && money == 1:
		return fieldSpent
	case actual == 1:
		return fieldActual
	case money == 1:
		return fieldBudget
	case actual == 0:
		return fieldTarget
	}
	return fieldNone
}

// isComputed recognises what an office computes of target and realisasi. Of money
// every percentage is; of work "Realisasi (%)" and "Fisik (%)" can be the realisasi.
func isComputed(w wordList, money bool) bool {
	percent := w.any("%", "persen", "persentase")
	return w.any("serapan", "penyerapan", "deviasi", "selisih", "sisa", "tingkat") || percent && money ||
		(percent || w.any("capaian")) && !w.any("realisasi", "real", "target", "fisik")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
