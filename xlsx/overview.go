package xlsx

import (
	"fmt"
	"io"
	"time"

	"rekon/reconcile"
)

// sheetAgencies is the table of the overview of all agencies.
const sheetAgencies = "Perangkat Daerah"

// agenciesRange is how formulas name it.
const agenciesRange = "'" + sheetAgencies + "'"

// WriteOverview writes the summary workbook of all agencies in a quarter: Ringkasan
// (one printed page for the regent's office), Perhatian (the lines of all agencies that
// need somebody, ranked), Perangkat Daerah (one row each), Grafik and Sumber. The same
// overview gives the same bytes.
func WriteOverview(w io.Writer, o reconcile.Overview) error {
	d, err := draftOverview(o)
	if err != nil {
		return err
	}
	return d.finish(w)
}

func draftOverview(o reconcile.Overview) (*draft, error) {
	if err := checkPeriod(o.Period); err != nil {
		return nil, err
	}
	b := &overviewBook{newDraft(sheetSummary, sheetNeeds, sheetAgencies, sheetCharts, sheetSources), &o, periodWords(o.Period)}
	b.describe("Ringkasan perangkat daerah "+b.when, o.Headline(), time.Time{}, property{"rekon_kind", "ringkasan-semua"}, property{"rekon_form", int32(SummaryForm)},
		property{"rekon_year", int32(o.Period.Year)}, property{"rekon_quarter", int32(o.Period.Quarter)})
	b.brief().write()
	b.writeNeeds(needsTable{needs: o.Needs, titling: b.titling(""), footer: b.footer(), agency: true, lead: b.lead})
	b.writeAgencies()
	b.writeCharts(b.chartData(), b.titling(""), b.footer())
	b.writeFacts(b.facts(), b.titling("SUMBER DAN ATURAN"), b.footer())
	return b.draft, nil
}

// overviewBook is the summary workbook of all agencies being written.
type overviewBook struct {
	*draft
	o    *reconcile.Overview
	when string
}

// lead is the summary workbook of a line's agency.
func (b *overviewBook) lead(n reconcile.Need) (file, place string) {
	return b.o.Summaries[n.Agency], ""
}

const allAgencies = "Semua perangkat daerah"

func (b *overviewBook) footer() string { return allAgencies + " – " + b.when }

func (b *overviewBook) titling(what string) titling {
	return titling{what: what, when: b.when, who: fmt.Sprintf("%s: %d", allAgencies, len(b.o.Cards)), standing: b.o.Headline(), loud: !b.o.Complete()}
}

func (b *overviewBook) facts() []fact {
	facts := []fact{
		{"Sumber", "Lembar Sumber pada ringkasan setiap perangkat daerah menyebut berkas, SHA-256, revisi dan aturan yang dipakai."},
		{"Yang dihitung", "Setiap perangkat daerah yang rencananya berlaku pada triwulan ini; yang belum melapor ikut dengan rencana dan pagunya, realisasinya kosong."},
		{"Perhatian", fmt.Sprintf("%d baris terbesar dari setiap perangkat daerah yang sudah melapor, diurutkan bersama. Yang belum melapor tidak ikut: yang ditagih dari mereka adalah laporannya.", reconcile.NeedsShown)},
		{"Rata-rata capaian", "Rata-rata sederhana dari rata-rata setiap perangkat daerah yang mempunyai capaian."},
	}
	return append(facts, rankingFacts()...)
}
