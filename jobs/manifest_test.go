package jobs_test

import (
	"errors"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

const manifestTW1 = "hasil/2020/TW1/BKPP/MANIFES.sha256"

// listed are the lines of a manifest; those that it should have, of files as they lie on
// the share.
func (o *office) listed(files ...string) string {
	o.t.Helper()
	var b strings.Builder
	for _, name := range files {
		b.WriteString(hash([]byte(o.read(name))) + "  " + path.Base(name) + "\n")
	}
	return b.String()
}

// The manifest lists what lies beside it, follows each change, goes with the last
// workbook, and is accepted by sha256sum without a warning.
func TestManifestListsWhatIsPublished(t *testing.T) {
	eachPlanned(t, func(o *office) {
		variance, summary := "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		first := o.read(manifestTW1)
		equal(o.t, "manifest", first, o.listed(variance, summary))
		equal(o.t, "of all agencies", o.read("hasil/2020/TW1/MANIFES.sha256"), o.listed("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx"))
		if sha256sum, err := exec.LookPath("sha256sum"); err == nil {
			for _, dir := range []string{path.Dir(manifestTW1), "hasil/2020/TW1"} {
				check := exec.CommandContext(o.t.Context(), sha256sum, "--check", "--strict", "--quiet", path.Base(manifestTW1))
				check.Dir = o.path(dir)
				if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
					o.t.Errorf("sha256sum in %s: %v\n%s", dir, err, out)
				}
			}
		}
		o.later(time.Hour)
		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		equal(o.t, "manifest of the second report", o.read(manifestTW1), o.listed(variance, summary))
		if o.read(manifestTW1) == first {
			o.t.Error("the manifest did not follow the second report")
		}
		points := o.kill(0, pass)
		equal(o.t, "an idle pass reaches", points, nil)
	})
}

// A quarter whose only report is taken back has no variance workbook to list.
func TestManifestFollowsAWithdrawal(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		if _, err := o.Withdraw(o.t.Context(), jobs.WithdrawOrder{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}, Reason: "salah triwulan"}); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "manifest", o.read(manifestTW1), o.listed("hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"))
	})
}

// A quarter that has not ended has no summary without a report: the manifest goes with
// the last workbook.
func TestManifestGoesWithTheLastWorkbook(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.now = time.Date(2020, 2, 3, 8, 0, 0, 0, reconcile.WIB)
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		if o.read(manifestTW1) == "" {
			o.t.Fatal("no manifest")
		}
		if _, err := o.Withdraw(o.t.Context(), jobs.WithdrawOrder{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}, Reason: "salah triwulan"}); err != nil {
			o.t.Fatal(err)
		}
		if _, err := os.Stat(o.path(manifestTW1)); !errors.Is(err, os.ErrNotExist) {
			o.t.Errorf("it is there: %v", err)
		}
		equal(o.t, "stored", o.rows("manifests", "agency"), []string{""}) // of all agencies alone
	})
}

// A manifest that a kill kept from being stored is written by the next pass, whatever lies
// there by then.
func TestManifestIsWrittenAfterAKill(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.StopAt(func(at string) error {
			if at == "manifest written" {
				return errKilled
			}
			return nil
		})
		if _, err := o.Run(o.t.Context()); !errors.Is(err, errKilled) {
			o.t.Fatal(err)
		}
		if err := os.RemoveAll(o.path(manifestTW1)); err != nil {
			o.t.Fatal(err)
		}
		back := o.again()
		back.run()
		if _, err := os.Stat(back.path(manifestTW1)); err != nil {
			o.t.Error(err)
		}
	})
}

// A manifest in the hands of a worker that died over it is written as soon as that is
// known, by the same pass.
func TestManifestOfADeadWorker(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		dead := db.Holder{ID: "mati", Lease: time.Second}
		o.StopAt(func(at string) error {
			if at != "summary stored" { // nothing but the manifests is left to do
				return nil
			}
			_, err := o.DB.Claim(o.t.Context(), dead, o.now, []db.Item{db.Publication{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}}.Item()})
			return err
		})
		o.run()
		variance, summary := "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"
		equal(o.t, "manifest", o.read(manifestTW1), o.listed(variance, summary))
	})
}
