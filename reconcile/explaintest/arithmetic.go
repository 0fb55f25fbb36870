// Package explaintest checks that explanations of figures are true. It works out the
// formulas that they state, as they are written and with fractions of its own, and
// compares them with the figures; it looks up every cell that they name. It is for tests.
package explaintest

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"
)

// step is one link of a chain such as "Rp850 / Rp1.000 x 100 = 85% ≥ 76".
type step struct {
	relation string // to the step before it, "" for the first
	value    *big.Rat
}

// relations between the steps of a chain.
var relations = []string{"=", "≥", ">", "<"}

// evaluate works out a chain, and says which of its relations does not hold.
func evaluate(text string) (steps []step, err error) {
	p := &parser{rest: []rune(text)}
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%s: %v before %q", text, problem, string(p.rest))
		}
	}()
	steps = append(steps, step{"", p.sum()})
	for p.skip(); len(p.rest) > 0; p.skip() {
		relation := ""
		for _, r := range relations {
			if relation == "" && p.take(r) {
				relation = r
			}
		}
		if relation == "" {
			panic("no relation")
		}
		steps = append(steps, step{relation, p.sum()})
	}
	for i, s := range steps[1:] {
		if !holds(steps[i].value, s.relation, s.value) {
			return nil, fmt.Errorf("%s: %s %s %s does not hold", text, steps[i].value.FloatString(6), s.relation, s.value.FloatString(6))
		}
	}
	return steps, nil
}

// holds compares two values. A value may be written with four decimals, or more.
func holds(a *big.Rat, relation string, b *big.Rat) bool {
	order := a.Cmp(b)
	switch relation {
	case "=":
		return order == 0 || rounded(a, decimals(b)).Cmp(b) == 0
	case "≥":
		return order >= 0
	case ">":
		return order > 0
	}
	return order < 0
}

// decimals are those a value is written with, four at least.
func decimals(v *big.Rat) int {
	for n := 4; n < 30; n++ {
		if rounded(v, n).Cmp(v) == 0 {
			return n
		}
	}
	return 30
}

// rounded is v to n decimals, half away from zero.
func rounded(v *big.Rat, n int) *big.Rat {
	r, _ := new(big.Rat).SetString(v.FloatString(n))
	return r
}

// parser reads arithmetic as offices write it.
type parser struct{ rest []rune }

func (p *parser) skip() {
	for len(p.rest) > 0 && (p.rest[0] == ' ' || p.rest[0] == '%') {
		p.rest = p.rest[1:]
	}
}

func (p *parser) take(token string) bool {
	p.skip()
	if !strings.HasPrefix(string(p.rest), token) {
		return false
	}
	p.rest = p.rest[len([]rune(token)):]
	return true
}

func (p *parser) must(token string) {
	if !p.take(token) {
		panic("no " + token)
	}
}

func (p *parser) sum() *big.Rat {
	v := p.product()
	for {
		switch {
		case p.take("+"):
			v = new(big.Rat).Add(v, p.product())
		case p.take("-"):
			v = new(big.Rat).Sub(v, p.product())
		default:
			return v
		}
	}
}

func (p *parser) product() *big.Rat {
	v := p.factor()
	for {
		switch {
		case p.take("x"):
			v = new(big.Rat).Mul(v, p.factor())
		case p.take("/"):
			v = new(big.Rat).Quo(v, p.factor())
		default:
			return v
		}
	}
}

func (p *parser) factor() *big.Rat {
	switch {
	case p.take("-"):
		return new(big.Rat).Neg(p.factor())
	case p.take("("):
		v := p.sum()
		p.must(")")
		return v
	case p.take("|"):
		v := p.sum()
		p.must("|")
		return v.Abs(v)
	case p.take("bulat("):
		v := p.sum()
		p.must(")")
		return rounded(v, 0)
	case p.take("max("):
		return p.pick(1)
	case p.take("min("):
		return p.pick(-1)
	}
	p.take("Rp")
	return p.number()
}

// pick takes the larger or the smaller of two.
func (p *parser) pick(order int) *big.Rat {
	a := p.sum()
	p.must(";")
	b := p.sum()
	p.must(")")
	if b.Cmp(a) == order {
		return b
	}
	return a
}

// number reads 1.234.567,89: groups of three, a comma before the decimals.
func (p *parser) number() *big.Rat {
	n := 0
	for n < len(p.rest) && (unicode.IsDigit(p.rest[n]) || p.rest[n] == '.' || p.rest[n] == ',') {
		n++
	}
	text := string(p.rest[:n])
	p.rest = p.rest[n:]
	whole, fraction, _ := strings.Cut(text, ",")
	for i, group := range strings.Split(whole, ".") {
		if i > 0 && len(group) != 3 || i == 0 && strings.Contains(whole, ".") && len(group) > 3 {
			panic("no groups of three: " + text)
		}
	}
	v, ok := new(big.Rat).SetString(strings.ReplaceAll(whole, ".", "") + "." + fraction + "0")
	if !ok {
		panic("no number: " + text)
	}
	return v
}
