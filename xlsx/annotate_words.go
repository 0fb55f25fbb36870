package xlsx

import (
	"regexp"
	"strings"

	"rekon/reconcile"
)

// mendWords begin the sentences that tell what to do.
var mendWords = regexp.MustCompile(`(?:^|[.;?] |\) )((?:Tulis|Isi|Periksa|Hapus|Pisahkan|Lengkapi|Sisakan|Pakai|Samakan|Perbaiki|Jelaskan|Buka|Kirim|Ketik|Ubah|Tambahkan|Beri|Pindahkan|Hitung|Simpan|Ganti|Gabungkan|Kembalikan|Pilih|Salin|Cocokkan|Betulkan|Tanyakan|Minta|Bila|Untuk mengubahnya)\b)`)

// split parts a message into what is wrong and how to mend it, without the place.
// The mend begins with the first sentence that asks for something; a message that
// asks for nothing has none.
func split(f reconcile.Finding) (what, mend string) {
	text := strings.TrimSpace(f.Message)
	for _, place := range []string{reconcile.Place(f.Source), "Berkas " + f.Source.File, "Lembar " + f.Source.Sheet} {
		if rest, is := strings.CutPrefix(text, place+": "); is {
			text = rest
			break
		}
	}
	if at := mendWords.FindStringSubmatchIndex(quotesBlotted(text)); len(at) > 2 && at[2] > 0 {
		what, mend = strings.TrimSpace(text[:at[2]]), text[at[2]:]
	} else if at := mendClause.FindStringSubmatchIndex(quotesBlotted(text)); len(at) > 2 {
		what, mend = text[:at[0]]+".", capital(text[at[2]:])
	} else {
		what = text
	}
	return capital(what), mend
}

// mendClause is an ending that asks for something.
var mendClause = regexp.MustCompile(`; ((?:perbaiki|kembalikan|periksa|tulis|isi|hapus|jelaskan|samakan|kirim) [^;.]*\.)$`)

var quoted = regexp.MustCompile(`'[^']*'`)

// quotesBlotted hides what a message quotes, byte for byte.
func quotesBlotted(s string) string {
	return quoted.ReplaceAllStringFunc(s, func(q string) string { return strings.Repeat("_", len(q)) })
}

// capital makes a sentence of a text.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
