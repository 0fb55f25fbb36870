package reconcile

import (
	"math/rand/v2"
)

// RandomResult is the result of a plan and reports made at random, of a quarter.
func RandomResult(seed byte) Result {
	bytes := make([]byte, 2000)
	rand.NewChaCha8([32]byte{seed}).Read(bytes)
	d := &dice{bytes}
	quarter := pick(d, 1, 2, 3, 4, 4)
	plan, rules := d.plan(), d.rules()
	r := Reconcile(plan, Period{2020, quarter}, d.reports(), rules)
	return r
}
