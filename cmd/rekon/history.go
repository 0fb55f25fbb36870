package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/reconcile"
)

func (a *app) historyCommand() *cobra.Command {
	var f db.QuarterFilter
	c := &cobra.Command{
		Use:   "history",
		Short: "Show what happened, when, by whom and why",
		Long: "Show what happened, when, by whom and why: plan revisions, files taken and given back,\n" +
			"results computed anew, close-outs, closings, withdrawals. Entries are only ever added,\n" +
			"and each bears the hash of the one before it in its agency's chain. Whether the chains\n" +
			"are whole, and what they tell is what is stored, is said below for the whole agency, or\n" +
			"for all; if not, the exit code is 3. With --json: {entries: [{agency, number, at, host, user, kind, year, quarter,\n" +
			"revision, drop, sha256, reason, detail, before, hash}], faults: [{agency, number,\n" +
			"kind, year, quarter, message}]}.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(reconcile.Period{Quarter: f.Quarter}); err != nil {
					return err
				}
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.history(cmd.Context(), o, f) })
		},
	}
	c.Flags().StringVar(&f.Agency, "agency", "", "only the agency of this `CODE`")
	c.Flags().IntVar(&f.Year, "year", 0, "only this budget year, `YYYY`")
	c.Flags().IntVar(&f.Quarter, "quarter", 0, "only this triwulan, 1 to 4")
	return c
}

func (a *app) history(ctx context.Context, o *office, f db.QuarterFilter) (err error) {
	if f.Agency != "" {
		if f.Agency, err = o.agency(ctx, f.Agency); err != nil {
			return err
		}
	}
	events, err := o.job.DB.History(ctx, f)
	if err != nil {
		return err
	}
	faults, err := o.job.DB.HistoryFaults(ctx)
	if err != nil {
		return err
	}
	faults = slices.DeleteFunc(faults, func(x db.Fault) bool { return f.Agency != "" && x.Agency != f.Agency })
	if a.json {
		err = a.printJSON(historyOf(events, faults))
	} else {
		a.printHistory(events, faults)
	}
	if err == nil && len(faults) > 0 {
		return rejected()
	}
	return err
}

func (a *app) printHistory(events []db.Event, faults []db.Fault) {
	if len(events) == 0 {
		a.printf("Belum ada yang tercatat.\n")
	} else {
		t := table{heads: []string{"KODE", ">NO.", "WAKTU (WIB)", "TAHUN", "TW", "PERISTIWA", ">REVISI", "OLEH", "KETERANGAN", "ALASAN"}}
		for _, e := range events {
			t.add(dash(e.Agency), strconv.Itoa(e.Number), e.At.In(reconcile.WIB).Format("2006-01-02 15.04.05"), yearOrDash(e.Period.Year),
				quarterWord(e), e.Kind.Words(), numberOrDash(e.Revision), by(e.Actor), dash(cut(e.Detail, 70)), dash(whyWords(e)))
		}
		t.write(a.out)
	}
	if len(faults) == 0 {
		a.printf("\nRangkaian riwayat utuh, dan isinya sama dengan yang tersimpan.\n")
		return
	}
	a.printf("\nRANGKAIAN RIWAYAT TIDAK UTUH (%d)\n", len(faults))
	for _, f := range faults {
		a.printf("  %s: %s\n", dash(f.Agency), f.Message)
	}
}

// whyWords says why something happened; the codes of what was given back in words.
func whyWords(e db.Event) string {
	if e.Kind != db.ReturnedEvent {
		return e.Reason
	}
	why := strings.Fields(e.Reason)
	for i, code := range why {
		why[i] = reconcile.Code(code).Reason()
	}
	return strings.Join(why, ", ")
}

// quarterWord says which quarter an entry is about; a plan holds from one on.
func quarterWord(e db.Event) string {
	if e.Period.Quarter == 0 {
		return "–"
	}
	if e.Kind == db.PlanEvent {
		return "mulai " + e.Period.Roman()
	}
	return e.Period.Roman()
}

func numberOrDash(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}

// by names who worked.
func by(who db.Actor) string {
	if who == (db.Actor{}) {
		return "–"
	}
	return who.User + "@" + who.Host
}

type historyJSON struct {
	Entries []eventJSON `json:"entries"`
	Faults  []faultJSON `json:"faults"`
}

type eventJSON struct {
	Agency   *string `json:"agency"`
	Number   int     `json:"number"`
	At       string  `json:"at"`
	Host     string  `json:"host"`
	User     string  `json:"user"`
	Kind     string  `json:"kind"`
	Year     *int    `json:"year"`
	Quarter  *int    `json:"quarter"`
	Revision *int    `json:"revision"`
	Drop     *int    `json:"drop"`
	SHA256   *string `json:"sha256"`
	Reason   *string `json:"reason"`
	Detail   *string `json:"detail"`
	Before   *string `json:"before"`
	Hash     string  `json:"hash"`
}

type faultJSON struct {
	Agency  *string `json:"agency"`
	Number  *int    `json:"number"`
	Kind    string  `json:"kind"`
	Year    *int    `json:"year"`
	Quarter *int    `json:"quarter"`
	Message string  `json:"message"`
}

func historyOf(events []db.Event, faults []db.Fault) historyJSON {
	out := historyJSON{Entries: []eventJSON{}, Faults: []faultJSON{}}
	for _, e := range events {
		out.Entries = append(out.Entries, eventJSON{
			Agency: text(e.Agency), Number: e.Number, At: e.At.In(reconcile.WIB).Format("2006-01-02T15:04:05.000000Z07:00"), Host: e.Host, User: e.User, Kind: string(e.Kind),
			Year: positive(e.Period.Year), Quarter: positive(e.Period.Quarter), Revision: positive(e.Revision), Drop: positive(int(e.Drop)),
			SHA256: text(e.SHA256), Reason: text(e.Reason), Detail: text(e.Detail), Before: text(e.Before), Hash: e.Hash,
		})
	}
	for _, f := range faults {
		out.Faults = append(out.Faults, faultJSON{text(f.Agency), positive(f.Number), string(f.Kind), positive(f.Period.Year), positive(f.Period.Quarter), f.Message})
	}
	return out
}
