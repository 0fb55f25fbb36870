package reconcile_test

import (
	"testing"

	"rekon/reconcile"
	"rekon/reconcile/explaintest"
)

// The numbers of every explanation yield its figure, worked out by other hands; every
// cell it names was read.
func TestExplanationsAreTrue(t *testing.T) {
	for seed := range byte(120) {
		for _, p := range explaintest.Check(reconcile.RandomResult(seed)) {
			t.Error(p)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
