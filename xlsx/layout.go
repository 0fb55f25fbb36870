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

// field is the one that the settings name for any of the texts, the first first.
func (h Headings) field(texts ...string) (field, bool) {
	for _, text := range texts {
		key := wordKey(text)
		for name, words := range h {
			if key != "" && slices.ContainsFunc(words, func(w string) bool { return wordKey(w) == key }) {
				return fieldNames[name], true
			}
		}
	}
	return fieldNone, false
}

// has reports whether a text is a heading of the settings, or the lowest of one
// that they write with those above it: "Keuangan / Terpakai".
func (h Headings) has(text string) bool {
	key := wordKey(text)
	for _, words := range h {
		if key != "" && slices.ContainsFunc(words, func(w string) bool {
			return wordKey(w) == key || wordKey(w[strings.LastIndex(w, "/")+1:]) == key
		}) {
			return true
		}
	}
	return false
}
