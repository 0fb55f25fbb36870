package jobs_test

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// summaries lists the summary workbooks on the share.
func (o *office) summaries() (out []string) {
	o.t.Helper()
	for _, name := range o.files("hasil") {
		if strings.HasPrefix(path.Base(name), "Ringkasan ") {
			out = append(out, name)
		}
	}
	return out
}

// TestSummariesFollow: the summaries of a quarter that has ended are there from the
// first pass on, say who has not reported, follow what is reported and closed out, and
// are not written again when they would say the same.
func TestSummariesFollow(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const own, all = "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "hasil/2020/TW1/Ringkasan 2020 TW1.xlsx"
		says := func(when, name string, words ...string) {
			o.t.Helper()
			text := o.cells(name, "Ringkasan")
			for _, w := range words {
				if !strings.Contains(text, w) {
					o.t.Errorf("%s, %s does not say %q:\n%s", when, name, w, text)
				}
			}
		}
		equal(o.t, "after the import", o.summaries(), []string{"2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "2020/TW1/Ringkasan 2020 TW1.xlsx"})
		says("before anything came", own, "BELUM LENGKAP – BELUM ADA LAPORAN", "Belum ada laporan (batas waktu 10 April 2020).")
		says("before anything came", all, "BELUM LENGKAP – 1 DARI 1 PERANGKAT DAERAH", "Belum ada laporan: BKPP.")

		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.run()
		says("given back", own, "LAPORAN DIKEMBALIKAN")
		says("given back", all, "BKPP (dikembalikan)")

		o.now = o.now.AddDate(0, 0, 3)
		if _, err := o.CloseOut(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		says("closed out", own, "sudah terlambat 2 hari")
		says("closed out", all, "hari terlambat pada tutup buku: BKPP (dikembalikan, 2 hari)")

		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		says("reported late", own, "terlambat 2 hari (batas waktu 10 April 2020)", "Laporan masuk sesudah tutup buku 12 April 2020.")
		says("reported late", all, "1 dari 1 perangkat daerah sudah melapor")
		equal(o.t, "of the quarter after", o.summaries(), []string{"2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "2020/TW1/Ringkasan 2020 TW1.xlsx"})

		o.later(time.Minute)
		o.drop("salinan.xlsx", fixture(o.t, tw1))
		written := []string{}
		o.StopAt(func(point string) error {
			if strings.HasPrefix(point, "summary") || strings.HasPrefix(point, "overview") {
				written = append(written, point)
			}
			return nil
		})
		o.run()
		equal(o.t, "written for a copy of what is stored", written, []string{})
	})
}

// TestYearBegunLate: of a year whose first plan holds from TW III each quarter that is told of
// is told once, and an idle pass finds nothing that was not.
func TestYearBegunLate(t *testing.T) {
	each(t, func(o *office) {
		if _, err := o.ImportPlan(o.t.Context(), "dppa.xlsx", planBook(o.t, firstPlan...), jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 3}); err != nil {
			o.t.Fatal(err)
		}
		o.now = time.Date(2020, time.October, 5, 9, 0, 0, 0, reconcile.WIB)
		o.drop("tw1.xlsx", reportBook(o.t, 1, "5.01.02.2.01|Penempatan Pegawai|7|9000000"))
		o.drop("tw3.xlsx", reportBook(o.t, 3, "5.01.02.2.01|Penempatan Pegawai|7|9000000"))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx returned", "tw3.xlsx accepted 1"})
		states, err := o.DB.SummaryStates(o.t.Context(), db.QuarterFilter{})
		if err != nil {
			o.t.Fatal(err)
		}
		var told, waiting []int
		for _, s := range states {
			if s.Stamp != "" {
				told = append(told, s.Period.Quarter)
			} else if s.Period.Quarter < 4 {
				waiting = append(waiting, s.Period.Quarter)
			}
		}
		equal(o.t, "told", told, []int{3})
		equal(o.t, "looked at in each pass", waiting, nil)
	})
}

// TestOneReportWritesOneSummary: of many agencies only the one that reported has its
// summary written again, and the overview once.
func TestOneReportWritesOneSummary(t *testing.T) {
	each(t, func(o *office) {
		const agencies = 8
		for i := range agencies {
			name := fmt.Sprintf("DINAS NOMOR %d KABUPATEN BENGKALIS", i)
			o.importPlan(of(o.t, name, fixture(o.t, plan)), fmt.Sprint("OPD", i))
		}
		equal(o.t, "there", len(o.summaries()), agencies+1)
		o.drop("satu.xlsx", of(o.t, "DINAS NOMOR 3 KABUPATEN BENGKALIS", fixture(o.t, tw1)))
		before := map[string]string{}
		for _, name := range o.summaries() {
			before[name] = hash([]byte(o.read("hasil/" + name)))
		}
		equal(o.t, "outcomes", outcomes(o.run()), []string{"satu.xlsx accepted 1"})
		changed := []string{}
		for _, name := range o.summaries() {
			if before[name] != hash([]byte(o.read("hasil/"+name))) {
				changed = append(changed, name)
			}
		}
		equal(o.t, "changed", changed, []string{"2020/TW1/OPD3/Ringkasan OPD3 2020 TW1.xlsx", "2020/TW1/Ringkasan 2020 TW1.xlsx"})
	})
}

// TestSummaryIsSigned: the head of the settings signs; a change of settings is followed.
func TestSummaryIsSigned(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Heads = map[string]reconcile.Head{"BKPP": {Name: "Dra. CONTOH, M.Si", NIP: "19700101 199001 2 001"}}
		o.run()
		text := o.cells("hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "Ringkasan")
		for _, w := range []string{"Dra. CONTOH, M.Si", "NIP. 19700101 199001 2 001"} {
			if !strings.Contains(text, w) {
				o.t.Errorf("the page does not say %q", w)
			}
		}
	})
}

// TestEarlySummary: of a quarter that has not ended only who has reported has a summary,
// and there is none of all agencies, which would pass for complete.
func TestEarlySummary(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		equal(o.t, "there", slices.DeleteFunc(o.summaries(), func(name string) bool { return strings.Contains(name, "TW1") }),
			[]string{"2020/TW2/BKPP/Ringkasan BKPP 2020 TW2.xlsx"})
		o.now = time.Date(2020, time.July, 1, 0, 1, 0, 0, reconcile.WIB)
		o.run()
		equal(o.t, "once it has ended", slices.Contains(o.summaries(), "2020/TW2/Ringkasan 2020 TW2.xlsx"), true)
	})
}

// TestBrokenSummaryHoldsUpNothing: what cannot be replaced, for it is open in Excel,
// is written by the next pass, and so is the overview.
func TestBrokenSummaryHoldsUpNothing(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const own = "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"
		before := o.read("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx")
		o.StopAt(func(point string) error {
			if point == "summary written" {
				return errKilled
			}
			return nil
		})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		pass, err := o.Run(o.t.Context())
		if err == nil || len(pass.Published) != 1 {
			o.t.Errorf("published %q, %v", pass.Published, err)
		}
		equal(o.t, "the overview", o.read("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx"), before)
		o.StopAt(nil)
		o.run()
		equal(o.t, "the overview follows", o.read("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx") == before, false)
		equal(o.t, "summary", o.SummaryPath("BKPP", reconcile.Period{Year: 2020, Quarter: 1}), own)
	})
}

// TestSummariesLeadToWhatIsThere: what the summaries link to lies where they say.
func TestSummariesLeadToWhatIsThere(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		for _, name := range o.summaries() {
			f, err := excelize.OpenReader(strings.NewReader(o.read("hasil/" + name)))
			if err != nil {
				o.t.Fatal(err)
			}
			links := 0
			for _, sheet := range f.GetSheetList() {
				cells, err := f.GetHyperLinkCells(sheet, "External")
				if err != nil {
					o.t.Fatal(err)
				}
				for _, cell := range cells {
					_, target, _ := f.GetCellHyperLink(sheet, cell)
					file, _, _ := strings.Cut(target, "#")
					file, err := url.PathUnescape(file)
					if there := path.Join("hasil", path.Dir(name), file); err != nil || o.read(there) == "" {
						o.t.Errorf("%s!%s of %s leads to %s", sheet, cell, name, there)
					}
					links++
				}
			}
			if links == 0 {
				o.t.Errorf("%s leads nowhere", name)
			}
		}
	})
}
