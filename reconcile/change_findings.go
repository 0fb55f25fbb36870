package reconcile

import (
	"cmp"
	"slices"
)

// ChangeFindings are the findings of a plan that was read to follow the revisions
// stored before it: those of the workbook, as far as they lie on figures that will
// hold; how it says that earlier quarters were, where they were otherwise; and what it
// puts an end to. Stated is what stands beside its lines, in their order; nil for none.
func ChangeFindings(revisions []Plan, now Plan, stated []Stated) []Finding {
	for _, p := range revisions {
		now.Revision = max(now.Revision, p.Revision+1)
	}
	c, _ := changeFor(append(slices.Clone(revisions), now), begins(now))
	if !c.held {
		return slices.Concat(now.Findings, checkStated(revisions, c, stated), checkReplaced(revisions, now), checkIndicatorsGone(revisions, now))
	}
	out := slices.DeleteFunc(c.plan().Findings, func(f Finding) bool { return f.Source.SHA256 != "" && f.Source.SHA256 != now.SHA256 })
	out = slices.Concat(out, c.checkBefore(), checkStated(revisions, c, stated), checkIndicatorsGone(revisions, now))
	var sheets []string
	for _, l := range now.Lines {
		if !slices.Contains(sheets, l.Source.Sheet) {
			sheets = append(sheets, l.Source.Sheet)
		}
	}
	return SortFindings(out, sheets)
}

// checkBefore compares what a change repeats of the quarters before it with what held
// in them.
func (c change) checkBefore() []Finding {
	var out []Finding
	before := c.before()
	for _, l := range c.now.Lines {
		was := c.merged(l, before)
		for q := range c.then {
			if own, held := l.Target[q], was.Target[q]; c.held && own.Said() && !sameFigure(own, held) {
				f := beforeDiffers(own.Source, l.Code, "target "+QuarterNames[q], FormatQuantity(own, l.Unit), FormatQuantity(held, l.Unit), c.now)
				f.Difference = deviation(own, held)
				out = append(out, f)
			}
			if own, held := l.Budget[q], was.Budget[q]; c.held && own.Said() && !(held.Said() && held.Value.Decimal.Equal(own.Value.Decimal)) {
				f := beforeDiffers(own.Source, l.Code, "anggaran "+QuarterNames[q], rupiahOrDash(own), rupiahOrDash(held), c.now)
				if held.Said() {
					f.Difference = null(own.Value.Decimal.Sub(held.Value.Decimal))
				}
				out = append(out, f)
			}
		}
	}
	return out
}

func beforeDiffers(at Source, line, what, here, held string, now Plan) Finding {
	return finding(PlanBeforeDiffers, at, line,
		"%s di sini %s, dalam rencana yang berlaku sebelum perubahan %s. Karena perubahan ini berlaku mulai %s, yang lama tetap dipakai; "+
			"bila yang lama keliru, impor perbaikannya lebih dulu.", what, here, orText(held, "–"), QuarterNames[begins(now)-1])
}

// checkIndicatorsGone tells that a plan without any indicator takes out those of the plan before
// it: most often only its sheet of programmes was imported.
func checkIndicatorsGone(revisions []Plan, now Plan) []Finding {
	if len(revisions) == 0 || len(now.Lines) == 0 || indicators(now.Lines) > 0 {
		return nil
	}
	n := indicators(revisions[len(revisions)-1].Lines)
	if n == 0 {
		return nil
	}
	return []Finding{finding(IndicatorsGone, now.Lines[0].Source, "",
		"berkas ini tidak memuat satu pun indikator sasaran, sehingga %d indikator pada rencana sebelumnya tidak ada lagi mulai %s. "+
			"Bila masih berlaku, tambahkan lembar indikatornya dan impor lagi.", n, QuarterNames[begins(now)-1])}
}

func indicators(lines []Line) (n int) {
	for _, l := range lines {
		if l.Level == LevelSasaran {
			n++
		}
	}
	return n
}

// checkReplaced tells of changes from a later quarter that hold no more once a plan
// from an earlier one follows them.
func checkReplaced(revisions []Plan, now Plan) []Finding {
	var out []Finding
	for q := begins(now) + 1; q <= Year; q++ {
		held, ok := changeFor(revisions, q)
		if !ok || begins(held.now) != q || len(now.Lines) == 0 {
			continue
		}
		p := held.now
		out = append(out, finding(ChangeReplaced, now.Lines[0].Source, "",
			"rencana ini berlaku mulai %s, sehingga perubahan yang tersimpan sebagai revisi %d (%s, mulai %s) tidak berlaku lagi. "+
				"Bila perubahan itu masih berlaku, impor lagi berkasnya dengan --from-quarter %d sesudah ini.",
			QuarterNames[begins(now)-1], p.Revision, cmp.Or(p.Decree, p.File), QuarterNames[q-1], q))
	}
	return out
}
