package reconcile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReviewReturned: beside one mistake, what is asked of the lines it does not touch
// is asked, and nothing that it may have brought about. Two kegiatan of one program
// and one of another; row, column and line of the mistake differ.
func TestReviewReturned(t *testing.T) {
	plan := planOf(
		plannedLine("p4", "", "", "", "5 - - - 5"),
		plannedLine("k5", "p4", "Orang", "4 - - - 4", "2 - - - 2"),
		plannedLine("k6", "p4", "Orang", "4 - - - 4", "3 - - - 3"),
		plannedLine("p7", "", "", "", "9 - - - 9"),
		plannedLine("k8", "p7", "Orang", "4 - - - 4", "9 - - - 9"),
		plannedLine("k9", "p7", "Orang", "4 - - - 4", "9 - - - 9"))
	report := reportOf(1, reported(1, "p4", "-", "1"), reported(1, "k5", "7", "0"), reported(1, "k6", "0", "3"),
		reported(1, "p7", "-", "1"), reported(1, "k8", "4", "-"), reported(1, "k9", "-", "9"))
	for _, c := range []struct {
		name    string
		mistake Finding
		want    []string
	}{
		{"on a line, by its code", Finding{Code: AmountUnreadable, Line: "k6", Source: reportCell(1, "k3", "H")},
			[]string{"amount-unreadable H3 k6", "capaian-extreme C5 k5", "output-without-spending C5 k5", "budget-rollup D7 p7 8"}},
		{"on a line's row", Finding{Code: AmountUnreadable, Source: reportCell(1, "k5", "H")},
			[]string{"amount-unreadable H5", "spent-without-output D6 k6", "budget-rollup D7 p7 8"}},
		{"on the row of that number on another sheet", Finding{Code: AmountUnreadable, Source: Source{File: "tw1.xlsx", SHA256: "report1", Sheet: "LAIN", Cell: "H5"}},
			[]string{"amount-unreadable H5", "capaian-extreme C5 k5", "output-without-spending C5 k5", "spent-without-output D6 k6"}},
		{"on a row of no line", Finding{Code: LineUnplanned, Source: reportCell(1, "k10", "B")},
			[]string{"capaian-extreme C5 k5", "output-without-spending C5 k5", "spent-without-output D6 k6", "line-unplanned B10"}},
		{"on the heading of the rupiah", Finding{Code: UnitMismatch, Source: reportCell(1, "k3", "D")},
			[]string{"unit-mismatch D3", "capaian-extreme C5 k5"}},
		{"on the heading of the figures", Finding{Code: UnitMismatch, Source: reportCell(1, "k3", "C")}, []string{"unit-mismatch C3"}},
		{"a question is no mistake", Finding{Code: PlanAltered, Line: "k5", Source: reportCell(1, "k5", "A")},
			[]string{"budget-rollup D4 p4 2", "plan-altered A5 k5", "capaian-extreme C5 k5", "output-without-spending C5 k5", "spent-without-output D6 k6", "budget-rollup D7 p7 8"}},
		{"whose report it is", Finding{Code: AgencyConflict, Source: reportCell(1, "k10", "A")}, []string{"agency-conflict A10"}},
		{"of which quarter", Finding{Code: PeriodConflict, Source: reportCell(1, "k10", "A")}, []string{"period-conflict A10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ReviewReturned(plan, Period{2020, 1}, []Report{report}, []Finding{c.mistake}, DefaultRules())
			if diff := cmp.Diff(c.want, showFindings(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
