package xlsx

import (
	"slices"
	"strings"
)

// Headings are words over columns that the vocabulary cannot settle, as an office
// sets them: the words for each field, by the name of the field.
type Headings map[string][]string

// fieldNames are the names of fields in the settings.
var fieldNames = map[string]field{
	"kode": fieldCode, "tujuan": fieldTujuan, "sasaran": fieldSasaran, "indikator": fieldIndikator,
	"program_kegiatan": fieldProgramKegiatan, "program": fieldProgram, "kegiatan": fieldKegiatan,
	"sub_kegiatan": fieldSubKegiatan, "indikator_kegiatan": fieldMeasure, "satuan": fieldUnit,
	"target": fieldTarget, "pagu": fieldBudget, "realisasi": fieldActual, "realisasi_rupiah": fieldSpent,
	"faktor_pendorong": fieldPendorong, "faktor_penghambat": fieldPenghambat,
	"tindak_lanjut": fieldTindakLanjut, "keterangan": fieldKeterangan, "abaikan": fieldOther,
}

// HeadingFields lists the fields that Headings may name, sorted.
func HeadingFields() []string {
	var names []string
	for name := range fieldNames {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// field is the one that the settings name for a column: by its lowest heading, or
// by that with those above it, "Kinerja / R", written as far up as need be. Of
// several the words that say most count.
func (h Headings) field(low, path string) (found field, ok bool) {
	low, path = wordKey(low), wordKey(path)
	most := 0
	for _, name := range HeadingFields() {
		for _, w := range h[name] {
			key := wordKey(w)
			deep := strings.Contains(w, "/") && strings.HasSuffix(" "+path, " "+key)
			if len(key) > most && (key == low || key == path || deep) {
				found, ok, most = fieldNames[name], true, len(key)
			}
		}
	}
	return found, ok
}

// has reports whether a text is a heading of the settings, or the lowest of one
// that they write with those above it: "Keuangan / Terpakai".
func (h Headings) has(text string) bool {
	key := wordKey(text)
	for _, words := range h { // in any order: one suffices
		if key != "" && slices.ContainsFunc(words, func(w string) bool {
			return wordKey(w) == key || wordKey(w[strings.LastIndex(w, "/")+1:]) == key
		}) {
			return true
		}
	}
	return false
}
