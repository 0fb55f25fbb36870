package xlsx_test

import (
	"testing"

	"rekon/xlsx"
)

// TestRestyled: a marked cell gets its style, where it stands or where it belongs,
// and nothing else is touched.
func TestRestyled(t *testing.T) {
	const head, foot = `<worksheet xmlns="x"><cols/>`, `<mergeCells/></worksheet>`
	b2, d2, b9 := [2]int{2, 2}, [2]int{4, 2}, [2]int{2, 9}
	for name, c := range map[string]struct {
		data string
		ids  map[[2]int]int
		want string
	}{
		"a style of its own": {`<sheetData><row r="2" ht="9"><c r="B2" s="1" t="s"><v>0</v></c></row></sheetData>`, map[[2]int]int{b2: 7},
			`<sheetData><row r="2" ht="9"><c r="B2" s="7" t="s"><v>0</v></c></row></sheetData>`},
		"no style": {`<sheetData><row r="2"><c t='n' r='B2'/></row></sheetData>`, map[[2]int]int{b2: 7},
			`<sheetData><row r="2"><c s="7" t='n' r='B2'/></row></sheetData>`},
		"no cell": {`<sheetData><row r="2"><c r="A2"/><c r="C2"/></row></sheetData>`, map[[2]int]int{b2: 7, d2: 8},
			`<sheetData><row r="2"><c r="A2"/><c r="B2" s="7"/><c r="C2"/><c r="D2" s="8"/></row></sheetData>`},
		"an empty row": {`<sheetData><row r="2" hidden="1"/></sheetData>`, map[[2]int]int{d2: 8, b2: 7},
			`<sheetData><row r="2" hidden="1"><c r="B2" s="7"/><c r="D2" s="8"/></row></sheetData>`},
		"no row": {`<sheetData><row r="1"/><row r="5"/></sheetData>`, map[[2]int]int{b2: 7, b9: 9},
			`<sheetData><row r="1"/><row r="2"><c r="B2" s="7"/></row><row r="5"/><row r="9"><c r="B9" s="9"/></row></sheetData>`},
		"no rows": {`<sheetData/>`, map[[2]int]int{b9: 9, b2: 7},
			`<sheetData><row r="2"><c r="B2" s="7"/></row><row r="9"><c r="B9" s="9"/></row></sheetData>`},
	} {
		got, err := xlsx.Restyled([]byte(head+c.data+foot), c.ids)
		if err != nil || string(got) != head+c.want+foot {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	for name, data := range map[string]string{
		"a cell without a name":  `<worksheet><sheetData><row r="2"><c/></row></sheetData></worksheet>`,
		"a row without a number": `<worksheet><sheetData><row/></sheetData></worksheet>`,
		"names behind prefixes":  `<x:worksheet><x:sheetData><x:row r="2"></x:row></x:sheetData></x:worksheet>`,
		"no place for cells":     `<worksheet></worksheet>`,
		"a part that breaks off": `<worksheet><sheetData><row r="2"`,
	} {
		if got, err := xlsx.Restyled([]byte(data), map[[2]int]int{b2: 7}); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}
