package explaintest

import (
	"math/big"
	"strings"

	"rekon/reconcile"
)

// word is the flag that the numbers of a flag's explanation make, by the rules as they
// are written for people.
func (c *checker) word(e reconcile.Explanation, steps []step) string {
	last := steps[len(steps)-1]
	switch block, part, _ := strings.Cut(e.Figure.Name, "."); {
	case block == "predikat", part == "predikat":
		for _, b := range c.r.Rules.Bands {
			if b.Min.Rat().Cmp(last.value) == 0 {
				return b.Name
			}
		}
	case block == "efisiensi":
		return map[string]string{">": reconcile.Efisien, "≥": reconcile.CukupEfisien, "<": reconcile.TidakEfisien}[last.relation]
	case part == "status" && strings.HasPrefix(block, "money"):
		return string(moneyFlag(e, last))
	case part == "status":
		return string(c.physicalFlag(e, last))
	}
	return "?"
}

// difference is the first input less the second, which stand in the order given.
func difference(e reconcile.Explanation, first, second int) *big.Rat {
	a, b := e.Inputs[first].Figure.Value.Decimal, e.Inputs[second].Figure.Value.Decimal
	return new(big.Rat).Sub(a.Rat(), b.Rat())
}

// moneyFlag: above the pagu comes first; otherwise a deviation that counts decides.
func moneyFlag(e reconcile.Explanation, last step) reconcile.Status {
	spent := difference(e, 0, 1) // realisasi, anggaran
	switch {
	case last.relation == ">":
		return reconcile.MelebihiPagu
	case last.relation == "<", spent.Sign() == 0:
		return reconcile.SesuaiRencana
	case spent.Sign() > 0:
		return reconcile.DiAtas
	}
	return reconcile.DiBawah
}

// physicalFlag: letters by rank, numbers by a deviation that counts and the polarity; a
// good word gives way to a warning.
func (c *checker) physicalFlag(e reconcile.Explanation, last step) reconcile.Status {
	better := 0
	switch letters := e.Inputs[0].Figure.Word != ""; {
	case letters && last.relation == "<": // of realisasi against target, 1 the best
		better = 1
	case letters && last.relation == ">":
		better = -1
	case letters, last.relation == "<", last.relation == "=":
	default:
		better = difference(e, 1, 0).Sign() // target, realisasi
		if e.Line.Polarity == reconcile.Negatif {
			better = -better
		}
	}
	switch {
	case better < 0:
		return reconcile.TidakTercapai
	case e.Figure.Word == string(reconcile.PerluKlarifikasi) && len(e.Because) > 0:
		return reconcile.PerluKlarifikasi
	case better > 0:
		return reconcile.Melampaui
	}
	return reconcile.Tercapai
}
