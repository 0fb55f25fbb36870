package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// derived gives a plan's lines their codes and parents, as a reader does.
func derived(ls []Line) []Line {
	ls = slices.Clone(ls)
	DeriveCodes(ls)
	LinkParents(ls)
	return ls
}

func kegiatan(names ...string) []Line {
	out := lines("1. T/1. S/1. I/Program Satu")
	for _, n := range names {
		out = append(out, lines("1. T/1. S/1. I/Program Satu/"+n)...)
	}
	return out
}

func TestKeepCodes(t *testing.T) {
	coded := func(l Line, code string) Line { l.Code = code; return l }
	for _, c := range []struct {
		name        string
		before, now []Line
		want        string // the place before of each line whose code it has, "new" for a code of its own
	}{
		{"the same plan", matchPlan(), matchPlan(), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"},
		{"spelled otherwise", kegiatan("1. Rapat & Diklat"), kegiatan("1 RAPAT dan diklat :"), "0 1"},
		{"renumbered", kegiatan("1. Rapat", "2. Diklat", "3. Mutasi"), kegiatan("1. Mutasi", "2. Rapat", "3. Diklat"), "0 3 1 2"},
		{"inserted before", kegiatan("1. Rapat", "2. Diklat"), kegiatan("1. Mutasi", "2. Rapat", "3. Diklat"), "0 new 1 2"},
		{"removed", kegiatan("1. Rapat", "2. Diklat", "3. Mutasi"), kegiatan("1. Rapat", "2. Mutasi"), "0 1 3"},
		{"removed and another in its place", kegiatan("1. Rapat", "2. Diklat", "3. Mutasi"), kegiatan("1. Rapat", "2. Arsip", "3. Mutasi"), "0 1 new 3"},
		{"removed, the next ones move up, one is new", kegiatan("1. Rapat", "2. Diklat", "3. Mutasi"), kegiatan("1. Diklat", "2. Mutasi", "3. Arsip"), "0 2 3 new"},
		{"renamed in its place", kegiatan("1. Rapat", "2. Pemutakhiran Data"), kegiatan("1. Rapat", "2. Pemutakhiran Data Pegawai"), "0 1 2"},
		{"misspelled once", kegiatan("1. Penyedian Diklat"), kegiatan("1. Penyediaan Diklat"), "0 1"},
		{"renamed and moved", kegiatan("1. Pemutakhiran Data", "2. Rapat"), kegiatan("1. Rapat", "2. Pemutakhiran Data Pegawai"), "0 2 new"},
		{"a program renamed", lines("/1. S/1. I/Program Kapasitas Aparatur", "/1. S/1. I/Program Kapasitas Aparatur/1. Rapat"),
			lines("/1. S/1. I/Program Kapasitas ASN Aparatur", "/1. S/1. I/Program Kapasitas ASN Aparatur/1. Rapat"), "0 1"},
		{"a program renamed, with other initials", lines("/1. S/1. I/Program Kapasitas Aparatur", "/1. S/1. I/Program Kapasitas Aparatur/1. Rapat"),
			lines("/1. S/1. I/Program Kapasitas Sumberdaya Aparatur", "/1. S/1. I/Program Kapasitas Sumberdaya Aparatur/1. Rapat"), "new new"},
		{"an indicator renamed", lines("/1. S/1. Indeks Kepuasan", "/1. S/1. Indeks Kepuasan/Program Satu/1. Rapat"),
			lines("/1. S/1. Indeks Kepuasan ASN", "/1. S/1. Indeks Kepuasan ASN/Program Satu/1. Rapat"), "0 1"},
		{"renamed under its own code", lines("/1. S/1. I/P/5.03.02.2.01 Rapat"), lines("/1. S/1. I/P/5.03.02.2.01 Mutasi Pegawai"), "0"},
		{"renamed under the code of its column", []Line{coded(at("/1. S/1. I/P/1. Rapat", ""), "K-7")}, []Line{coded(at("/1. S/1. I/P/1. Mutasi", ""), "K-7")}, "0"},
		{"the name goes before the own code", lines("/1. S/1. I/P/5.03.02.2.01 Rapat", "/1. S/1. I/P/5.03.02.2.02 Diklat"),
			lines("/1. S/1. I/P/5.03.02.2.01 Diklat", "/1. S/1. I/P/5.03.02.2.02 Mutasi"), "1 new"},
		{"moved to another indicator", lines("/1. S/1. I/P/1. Rapat", "/1. S/2. J/P/1. Diklat"), lines("/1. S/2. J/P/1. Diklat", "/1. S/2. J/P/2. Rapat"), "1 0"},
		{"two claim one, the number tells", kegiatan("2. Rapat"), kegiatan("2. Rapat", "3. Rapat"), "0 1 new"},
		{"two claim one, nothing tells", kegiatan("2. Rapat"), kegiatan("3. Rapat", "4. Rapat"), "0 new new"},
		{"one claims two", kegiatan("2. Rapat", "3. Rapat"), kegiatan("4. Rapat"), "0 new"},
		{"a second indicator", kegiatan("1. Rapat @ Jumlah orang"), kegiatan("1. Rapat @ Jumlah orang", "1. Rapat @ Jumlah dokumen"), "0 1 new"},
		{"the first of two indicators goes", kegiatan("1. Rapat @ Jumlah orang", "1. Rapat @ Jumlah dokumen"), kegiatan("1. Rapat @ Jumlah dokumen"), "0 2"},
		{"the same row twice", kegiatan("1. Rapat", "1. Rapat"), kegiatan("1. Rapat", "1. Rapat"), "0 1 2"},
		{"the first line, another in its place", lines("/1. S/1. I/P/1. Rapat"), lines("/1. S/1. I/P/1. Arsip"), "new"},
		{"the first line, half of its name", lines("/1. S/1. I/P/1. Aaaa"), lines("/1. S/1. I/P/1. Aa"), "0"},
		{"the first line moves, one like it takes its place", lines("/1. S/1. I/P/1. Rapat Kerja"), lines("/1. S/1. I/P/2. Rapat Kerja", "/1. S/1. I/P/1. Rapat Kerja Baru"), "0 new"},
		{"all new", kegiatan("1. Rapat"), lines("2. U/2. S/2. J/Program Dua"), "new"},
		{"nothing before", nil, kegiatan("1. Rapat"), "new new"},
		{"nothing now", kegiatan("1. Rapat"), nil, ""},
	} {
		before, now := derived(c.before), derived(c.now)
		KeepCodes(before, now)
		var got []string
		for _, l := range now {
			at := slices.Index(codesOf(before), l.Code)
			got = append(got, strings.ReplaceAll(fmt.Sprint(at), "-1", "new"))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s\n%v\n%v", c.name, text, c.want, codesOf(before), codesOf(now))
		}
		checkCodes(t, now)
		checkParents(t, now)
	}
}

// Parents follow their new codes.
func TestKeepCodesParents(t *testing.T) {
	before := derived(lines("/1. S/1. I", "/1. S/1. I/Program Satu", "/1. S/1. I/Program Satu/1. Rapat", "/1. S/1. I/Program Satu/1. Rapat/1. Persiapan"))
	now := derived(lines("/2. S/1. I", "/2. S/1. I/Program Satu", "/2. S/1. I/Program Satu/4. Rapat", "/2. S/1. I/Program Satu/4. Rapat/2. Persiapan", "/2. S/1. I/Program Satu/1. Arsip"))
	KeepCodes(before, now)
	if diff := cmp.Diff([]string{"1.1", "1.1.S", "1.1.S.1", "1.1.S.1.1", "2.1.S.1"}, codesOf(now)); diff != "" {
		t.Error(diff)
	}
	var parents []string
	for _, l := range now {
		parents = append(parents, l.Parent)
	}
	if diff := cmp.Diff([]string{"", "1.1", "1.1.S", "1.1.S.1", "1.1.S"}, parents); diff != "" {
		t.Error(diff)
	}
}

func FuzzKeepCodes(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("perubahan", 50)))
	f.Add([]byte(strings.Repeat("\x07\x01\x01\x01\x00\x02\x01\x00\x03", 40)))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &dice{bytes}
		first := derived(d.planLines(""))
		again := derived(first)
		KeepCodes(first, again)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("the same plan once more: %s", diff)
		}
		before := first
		for range 3 { // revision after revision
			now := d.planLines("")
			for _, l := range before { // some lines stay
				if d.roll(2) == 1 {
					l.Code, l.Parent = "", ""
					now = append(now, l)
				}
			}
			now = derived(shuffle(d, now))
			KeepCodes(before, now)
			checkCodes(t, now)
			checkParents(t, now)
			for _, l := range now {
				at := slices.Index(codesOf(before), l.Code)
				if at >= 0 && before[at].Level != l.Level {
					t.Errorf("%v took the code of %v", l, before[at])
				}
			}
			before = now
		}
	})
}
