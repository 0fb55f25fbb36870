package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) verifyCommand() *cobra.Command {
	var f db.QuarterFilter
	c := &cobra.Command{
		Use:   "verify",
		Short: "Derive every figure anew from the kept originals, and compare",
		Long: "Read the kept originals again, derive plans, realizations, variances, flags and totals\n" +
			"anew with this program, and compare them with the database, with the published workbooks\n" +
			"and with the history. Each result is derived under the rules that it keeps; where those\n" +
			"or the program are not today's, that is a notice with the figures that would move, and\n" +
			"no difference. Nothing is written. The exit code is 3 when anything differs. With --json:\n" +
			"{checked: {agency_years, originals, rows, figures, workbooks, entries}, differences:\n" +
			"[{kind: original|stored|workbook|manifest|history, agency, year, quarter, line, figure,\n" +
			"place, found, derived, message}], notices: [{agency, year, quarter, message, changes:\n" +
			"[{line, figure, was, is, difference}]}]}.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(reconcile.Period{Quarter: f.Quarter}); err != nil {
					return err
				}
			}
			return a.with(cmd.Context(), true, func(o *office) error { return a.verify(cmd.Context(), o, f) })
		},
	}
	c.Flags().StringVar(&f.Agency, "agency", "", "only the agency of this `CODE`")
	c.Flags().IntVar(&f.Year, "year", 0, "only this budget year, `YYYY`")
	c.Flags().IntVar(&f.Quarter, "quarter", 0, "only this triwulan, 1 to 4")
	return c
}

func (a *app) verify(ctx context.Context, o *office, f db.QuarterFilter) (err error) {
	if f.Agency != "" {
		if f.Agency, err = o.agency(ctx, f.Agency); err != nil {
			return err
		}
	}
	stop := a.progressIn(o.job, "langkah pemeriksaan")
	v, err := o.job.Verify(ctx, f)
	stop()
	if a.json {
		err = errors.Join(err, a.printJSON(verificationOf(v)))
	} else {
		a.printVerification(v, err == nil)
	}
	if err == nil && len(v.Differences) > 0 {
		return rejected()
	}
	return err
}

func (a *app) printVerification(v jobs.Verification, whole bool) {
	n := v.Checked
	a.printf("Diperiksa: %d berkas asli, %d baris basis data, %d angka, %d buku kerja, %d entri riwayat (%d tahun anggaran perangkat daerah).\n",
		n.Originals, n.Rows, n.Figures, n.Workbooks, n.Entries, n.Years)
	a.printDifferences(v.Differences)
	for i, x := range v.Notices {
		if i == 0 {
			a.printf("\nUNTUK DIKETAHUI (%d)\n", len(v.Notices))
		}
		a.printNotice(x)
	}
	switch {
	case !whole:
		a.printf("\nPemeriksaan tidak selesai.\n")
	case len(v.Differences) == 0:
		a.printf("\nSemua yang diperiksa sama dengan yang diturunkan dari berkas asli.\n")
	default:
		a.printf("\nADA %d PERBEDAAN.\n", len(v.Differences))
		a.printRemedies(v.Differences)
	}
}

// shownOfKind is how many differences of a kind are named; of more, those first that others
// follow from.
const shownOfKind = 20

func (a *app) printDifferences(found []jobs.Difference) {
	count, shown := map[jobs.DifferenceKind]int{}, map[jobs.DifferenceKind]int{}
	for _, d := range found {
		count[d.Kind]++
	}
	basic := func(d jobs.Difference) bool {
		return d.Basic || d.Kind == jobs.OriginalDiffers || d.Kind == jobs.HistoryDiffers
	}
	many := slices.ContainsFunc(remedies, func(r remedy) bool { return count[r.kind] > shownOfKind })
	if first := slices.DeleteFunc(slices.Clone(found), func(d jobs.Difference) bool { return !basic(d) }); many && len(first) > 0 {
		a.printf("\nKEMUNGKINAN SEBABNYA: periksa ini dahulu, yang lain dapat mengikutinya.\n")
		a.printSome(first, shown)
		found = slices.DeleteFunc(slices.Clone(found), basic)
		a.printf("\nYANG LAIN\n")
	}
	a.printSome(found, shown)
	for _, r := range remedies {
		if rest := count[r.kind] - shownOfKind; rest > 0 {
			a.printf("\n... dan %d perbedaan lagi pada %s (--json memuat semuanya)\n", rest, r.words)
		}
	}
}

// printSome prints differences as far as not enough of their kind are shown.
func (a *app) printSome(found []jobs.Difference, shown map[jobs.DifferenceKind]int) {
	last := ""
	for _, d := range found {
		if shown[d.Kind]++; shown[d.Kind] > shownOfKind {
			continue
		}
		if whose := whoseWords(d.Agency, d.Period); whose != last {
			a.printf("\nBERBEDA: %s\n", whose)
			last = whose
		}
		a.printDifference(d)
	}
}

// remedies say what to do about each kind of difference, as docs/operasi.md does.
var remedies = []remedy{
	{jobs.OriginalDiffers, "berkas asli", "Berkas asli (arsip/): kembalikan dari cadangan. Bila berkasnya utuh: lihat apa yang berubah pada rekon.yaml. Bila basis datanya dari cadangan: `rekon restore`."},
	{jobs.StoredDiffers, "basis data", "Basis data: cari siapa yang menulis ke sana; kembalikan basis data dari cadangan sebelum itu, lalu `rekon restore`. Bila pesannya menyebut rekon.yaml: kembalikan pengaturannya."},
	{jobs.WorkbookDiffers, "buku kerja", "Buku kerja (hasil/): jangan dipakai; `rekon publish` menulis buku kerja triwulan itu lagi, dan menyimpan yang diubah di arsip/ sebagai bukti."},
	{jobs.ManifestDiffers, "daftar sidik", "Daftar sidik (MANIFES.sha256): periksa buku kerja di sampingnya; `rekon publish` menulisnya lagi."},
	{jobs.HistoryDiffers, "riwayat", "Riwayat: seperti basis data; bandingkan dengan cadangan, dan dengan sidik entri terakhir bila pernah dicatat."},
}

type remedy struct {
	kind        jobs.DifferenceKind
	words, what string
}

func (a *app) printRemedies(found []jobs.Difference) {
	a.printf("\nYANG DILAKUKAN\n")
	for _, r := range remedies {
		if slices.ContainsFunc(found, func(d jobs.Difference) bool { return d.Kind == r.kind }) {
			a.printf("  %s\n", r.what)
		}
	}
}

// whoseWords name what a difference is about.
func whoseWords(agency string, p reconcile.Period) string {
	if agency == "" && p.Year > 0 {
		agency = "semua perangkat daerah"
	}
	switch {
	case p.Year == 0:
		return dash(agency)
	case p.Quarter == 0:
		return fmt.Sprintf("%s, tahun %d", dash(agency), p.Year)
	default:
		return dash(agency) + ", " + periodWords(p)
	}
}

func (a *app) printDifference(d jobs.Difference) {
	a.printf("  %s\n      tempat: %s\n", d.Message, d.Place)
	if d.Found != "" || d.Derived != "" {
		a.printf("      ada: %s · seharusnya: %s\n", dash(cut(d.Found, 100)), dash(cut(d.Derived, 100)))
	}
}

// shownChanges is how many figures that would move a notice names.
const shownChanges = 10

func (a *app) printNotice(x jobs.Notice) {
	a.printf("  %s: %s\n", dash(x.Agency), x.Message)
	if len(x.Changes) == 0 {
		return
	}
	a.printf("      Bila dihitung ulang sekarang, %d angka akan berubah:\n", len(x.Changes))
	for i, c := range x.Changes {
		if i == shownChanges {
			a.printf("      ... dan %d angka lagi (--json memuat semuanya)\n", len(x.Changes)-i)
			return
		}
		a.printf("      %-16s %s: %s menjadi %s\n", dash(c.Line), c.Is.Title, dash(c.Was.Text()), dash(c.Is.Text()))
	}
}

type verificationJSON struct {
	Checked     checkedJSON      `json:"checked"`
	Differences []differenceJSON `json:"differences"`
	Notices     []noticeJSON     `json:"notices"`
}

type checkedJSON struct {
	Years     int `json:"agency_years"`
	Originals int `json:"originals"`
	Rows      int `json:"rows"`
	Figures   int `json:"figures"`
	Workbooks int `json:"workbooks"`
	Entries   int `json:"entries"`
}

type differenceJSON struct {
	Kind    jobs.DifferenceKind `json:"kind"`
	Agency  *string             `json:"agency"`
	Year    *int                `json:"year"`
	Quarter *int                `json:"quarter"`
	Line    *string             `json:"line"`
	Figure  *string             `json:"figure"`
	Place   string              `json:"place"`
	Found   *string             `json:"found"`
	Derived *string             `json:"derived"`
	Message string              `json:"message"`
}

type noticeJSON struct {
	Agency  *string         `json:"agency"`
	Year    *int            `json:"year"`
	Quarter *int            `json:"quarter"`
	Message string          `json:"message"`
	Changes []wouldMoveJSON `json:"changes"`
}

// wouldMoveJSON is a figure as it is stored and as it would be; difference is null unless both
// are numbers of the same unit.
type wouldMoveJSON struct {
	Line       *string `json:"line"`
	Figure     string  `json:"figure"`
	Was        *string `json:"was"`
	Is         *string `json:"is"`
	Difference *string `json:"difference"`
}

func verificationOf(v jobs.Verification) verificationJSON {
	n := v.Checked
	out := verificationJSON{checkedJSON{n.Years, n.Originals, n.Rows, n.Figures, n.Workbooks, n.Entries}, []differenceJSON{}, []noticeJSON{}}
	for _, d := range v.Differences {
		out.Differences = append(out.Differences, differenceJSON{d.Kind, text(d.Agency), positive(d.Period.Year), positive(d.Period.Quarter),
			text(d.Line), text(d.Figure), d.Place, text(d.Found), text(d.Derived), d.Message})
	}
	for _, x := range v.Notices {
		out.Notices = append(out.Notices, noticeJSON{text(x.Agency), positive(x.Period.Year), positive(x.Period.Quarter), x.Message, wouldMoveOf(x.Changes)})
	}
	return out
}

func wouldMoveOf(changes []reconcile.Change) []wouldMoveJSON {
	out := slices.Grow([]wouldMoveJSON{}, len(changes))
	for _, c := range changes {
		out = append(out, wouldMoveJSON{text(c.Line), c.Is.Name, plainFigure(c.Was), plainFigure(c.Is), number(c.Difference())})
	}
	return out
}

// plainFigure is a decimal string, a letter or a word; null for nothing.
func plainFigure(f reconcile.NamedFigure) *string {
	if f.Value.Valid {
		return number(f.Value)
	}
	return text(f.Word)
}
