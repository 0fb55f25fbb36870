package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// crowded is an inbox into which many agencies dropped the reports of four quarters, with
// revisions, the same bytes again and faulty ones, in an order of its own by age. It knows
// what has to become of each.
type crowded struct {
	*site
	outcome map[string]string    // by file
	inForce map[quarterOf]string // the bytes of the latest good report
	reports map[quarterOf]int    // how many there are
}

// crowdFile is one of them, in the order of age.
type crowdFile struct {
	name string
	data []byte
	of   quarterOf
	good bool
}

func agencyOf(n int) (code, name string) {
	return fmt.Sprintf("UJI%03d", n), fmt.Sprintf("DINAS UJI NOMOR %03d KABUPATEN CONTOH", n)
}

// crowd prepares a site with so many agencies, and drops so many files.
func (s *site) crowd(random *rand.Rand, agencies, files int) *crowded {
	s.t.Helper()
	s.importPlans(agencies)
	c := &crowded{site: s, outcome: map[string]string{}, inForce: map[quarterOf]string{}, reports: map[quarterOf]int{}}
	all := crowdFiles(s.t, agencies, files)
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	taken := map[string]bool{}
	for i, f := range all {
		s.drop(f.name, f.data, time.Hour+time.Duration(len(all)-i)*time.Millisecond)
		switch sum := sumOf(f.data); {
		case !f.good:
			c.outcome[f.name] = "returned"
		case taken[sum]:
			c.outcome[f.name] = "duplicate"
		default:
			taken[sum], c.outcome[f.name], c.inForce[f.of] = true, "accepted", sum
			c.reports[f.of]++
		}
	}
	return c
}

// importPlans imports a plan for each agency, a few at a time.
func (s *site) importPlans(agencies int) {
	s.t.Helper()
	plan, turn := fixtureBytes(s.t, planBook), make(chan int)
	done := make(chan string)
	for range 4 {
		go func() {
			for n := range turn {
				code, name := agencyOf(n)
				file := filepath.Join(s.dir, code+".xlsx")
				err := os.WriteFile(file, retyped(s.t, plan, ownerName, name), 0o600)
				out, err2 := s.command("plan", "import", file, "--agency", code, "--year", "2020").CombinedOutput()
				if err != nil || err2 != nil {
					s.t.Errorf("%s: %v %v %s", code, err, err2, out)
				}
			}
			done <- ""
		}()
	}
	for n := range agencies {
		turn <- n
	}
	close(turn)
	for range 4 {
		<-done
	}
}

// crowdFiles makes the files, each agency's in turn: four quarters, their revisions, one of
// them the same again, a faulty one, and then further revisions.
func crowdFiles(t testing.TB, agencies, files int) (all []crowdFile) {
	t.Helper()
	first := fixtureBytes(t, firstBook)
	for i := range files {
		code, name := agencyOf(i % agencies)
		round := i / agencies
		f := crowdFile{name: fmt.Sprintf("%s/laporan %d.xlsx", strings.ToLower(code), round), of: quarterOf{code, 2020, round%4 + 1}, good: true}
		amount := fmt.Sprint(12000000 + 1000*round)
		switch round {
		case 8: // those of the first round again
			amount = "12000000"
		case 9:
			f.good, amount = false, "x"
		}
		roman := []string{"I", "II", "III", "IV"}[f.of.quarter-1]
		f.data = retyped(t, first, ownerName, name, "TRIWULAN I ", "TRIWULAN "+roman+" ", "TRIWULAN I<", "TRIWULAN "+roman+"<", spentCell, amountCell(amount))
		all = append(all, f)
	}
	return all
}

// amountCell is spentCell with another amount.
func amountCell(amount string) string {
	if amount == "x" {
		return `t="inlineStr"><is><t>12,x</t></is>`
	}
	return strings.Replace(spentCell, "12195000", amount, 1)
}

// asExpected asserts that each file had its outcome, exactly once, and that the latest good
// report of each quarter is in force.
func (c *crowded) asExpected() {
	c.t.Helper()
	c.done()
	b := c.books()
	for _, d := range b.drops {
		if want := c.outcome[d.name]; d.outcome != want {
			c.t.Errorf("%s is %s, want %s", d.name, d.outcome, want)
		}
	}
	last, times := map[quarterOf]string{}, map[quarterOf]int{}
	for _, r := range b.reports {
		last[r.of] = r.sha256 // by revision
		times[r.of]++
	}
	for of, sum := range c.inForce {
		if last[of] != sum || times[of] != c.reports[of] {
			c.t.Errorf("%v: of %d reports, want %d, that of %s is in force, want %s", of, times[of], c.reports[of], c.nameOf(last[of]), c.nameOf(sum))
		}
	}
	if len(last) != len(c.inForce) {
		c.t.Errorf("%d quarters are reported, want %d", len(last), len(c.inForce))
	}
}

func (c *crowded) nameOf(sum string) string {
	i := slices.IndexFunc(c.dropped, func(d dropped) bool { return d.sha256 == sum })
	if i < 0 {
		return "nobody"
	}
	return c.dropped[i].name
}
