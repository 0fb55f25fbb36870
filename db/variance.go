package db

import (
	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// varianceRow is a row of the table variances, which other systems read too.
type varianceRow struct {
	quarterKey
	Line         code                         `db:"line_code"`
	Ord          int                          `db:"ord"`
	Level        text                         `db:"level"`
	Parent       text                         `db:"parent"`
	Name         text                         `db:"name"`
	Measure      text                         `db:"measure"`
	Unit         text                         `db:"unit"`
	Physical     physicalRow                  `db:"physical"`
	PhysicalYTD  physicalRow                  `db:"physical_ytd"`
	Money        moneyRow                     `db:"money"`
	MoneyYTD     moneyRow                     `db:"money_ytd"`
	Pagu         money                        `db:"pagu"`
	PaguWritten  money                        `db:"pagu_written"`
	Sisa         money                        `db:"sisa"`
	Predikat     text                         `db:"predikat"`
	Efisiensi    text                         `db:"efisiensi"`
	Pendorong    text                         `db:"pendorong"`
	Penghambat   text                         `db:"penghambat"`
	TindakLanjut text                         `db:"tindak_lanjut"`
	Keterangan   text                         `db:"keterangan"`
	Rest         jsonText[reconcile.Variance] `db:"rest"` // the line as it held, and where figures come from
}

type physicalRow struct {
	Target       quantity `db:"target"`
	TargetLetter text     `db:"target_letter"`
	Actual       quantity `db:"actual"`
	ActualLetter text     `db:"actual_letter"`
	Deviation    quantity `db:"deviation"`
	Capaian      percent  `db:"capaian"`
	Capped       percent  `db:"capaian_capped"`
	Status       text     `db:"status"`
	Incomplete   bool     `db:"incomplete"`
}

type moneyRow struct {
	Plan       money   `db:"plan"`
	Actual     money   `db:"actual"`
	Deviation  money   `db:"deviation"`
	Serapan    percent `db:"serapan"`
	Status     text    `db:"status"`
	Incomplete bool    `db:"incomplete"`
}

func varianceOf(key quarterKey, ord int, v reconcile.Variance) varianceRow {
	row := varianceRow{
		quarterKey: key, Line: code(v.Line.Code), Ord: ord, Level: text(v.Line.Level), Parent: text(v.Line.Parent),
		Name: text(v.Line.Name()), Measure: text(v.Line.Measure), Unit: text(v.Line.Unit),
		Physical: physicalOf(&v.Physical), PhysicalYTD: physicalOf(&v.PhysicalYTD),
		Money: moneyOf(&v.Money), MoneyYTD: moneyOf(&v.MoneyYTD),
		Pagu: money{v.Pagu}, PaguWritten: money{v.PaguWritten}, Sisa: money{v.Sisa},
		Predikat: text(v.Predikat), Efisiensi: text(v.Efisiensi),
		Pendorong: text(v.Notes.Pendorong), Penghambat: text(v.Notes.Penghambat),
		TindakLanjut: text(v.Notes.TindakLanjut), Keterangan: text(v.Notes.Keterangan),
	}
	v.Pagu, v.PaguWritten, v.Sisa = decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NullDecimal{}
	v.Predikat, v.Efisiensi, v.Notes = "", "", reconcile.Notes{}
	row.Rest.V = v
	return row
}

// physicalOf moves into columns what has one, and leaves the rest.
func physicalOf(p *reconcile.Physical) physicalRow {
	row := physicalRow{
		quantity{p.Target.Value}, text(p.Target.Letter), quantity{p.Actual.Value}, text(p.Actual.Letter),
		quantity{p.Deviation}, percent{p.Capaian}, percent{p.Capped}, text(p.Status), p.Incomplete,
	}
	p.Target.Value, p.Actual.Value = decimal.NullDecimal{}, decimal.NullDecimal{}
	p.Deviation, p.Capaian, p.Capped = decimal.NullDecimal{}, decimal.NullDecimal{}, decimal.NullDecimal{}
	p.Target.Letter, p.Actual.Letter, p.Status, p.Incomplete = "", "", "", false
	return row
}

func moneyOf(m *reconcile.Money) moneyRow {
	row := moneyRow{
		money{m.Plan.Value}, money{m.Actual.Value}, money{m.Deviation}, percent{m.Serapan}, text(m.Status), m.Incomplete,
	}
	m.Plan.Value, m.Actual.Value = decimal.NullDecimal{}, decimal.NullDecimal{}
	m.Deviation, m.Serapan = decimal.NullDecimal{}, decimal.NullDecimal{}
	m.Status, m.Incomplete = "", false
	return row
}

func (r varianceRow) variance() reconcile.Variance {
	v := r.Rest.V
	r.Physical.fill(&v.Physical)
	r.PhysicalYTD.fill(&v.PhysicalYTD)
	r.Money.fill(&v.Money)
	r.MoneyYTD.fill(&v.MoneyYTD)
	v.Pagu, v.PaguWritten, v.Sisa = r.Pagu.NullDecimal, r.PaguWritten.NullDecimal, r.Sisa.NullDecimal
	v.Predikat, v.Efisiensi = string(r.Predikat), string(r.Efisiensi)
	v.Notes = reconcile.Notes{
		Pendorong: string(r.Pendorong), Penghambat: string(r.Penghambat),
		TindakLanjut: string(r.TindakLanjut), Keterangan: string(r.Keterangan),
	}
	return v
}

func (r physicalRow) fill(p *reconcile.Physical) {
	p.Target.Value, p.Target.Letter = r.Target.NullDecimal, string(r.TargetLetter)
	p.Actual.Value, p.Actual.Letter = r.Actual.NullDecimal, string(r.ActualLetter)
	p.Deviation, p.Capaian, p.Capped = r.Deviation.NullDecimal, r.Capaian.NullDecimal, r.Capped.NullDecimal
	p.Status, p.Incomplete = reconcile.Status(r.Status), r.Incomplete
}

func (r moneyRow) fill(m *reconcile.Money) {
	m.Plan.Value, m.Actual.Value = r.Plan.NullDecimal, r.Actual.NullDecimal
	m.Deviation, m.Serapan = r.Deviation.NullDecimal, r.Serapan.NullDecimal
	m.Status, m.Incomplete = reconcile.Status(r.Status), r.Incomplete
}
