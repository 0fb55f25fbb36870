package xlsx

// tagKind is what an element of a part is to the library that parses it.
type tagKind int

const (
	elementOther tagKind = iota
	elementCell
	elementValue
	elementFormula
	elementInline
	elementText
	elementRun
	elementRow
	elementMerge
	elementItem // a shared string
	elementFormat
	elementLink
	elementName
	elementProperty
	elementCount
)

// What one of each takes at the highest when its part is parsed, in bytes, with what
// the collector has not yet taken back: measured with half a million of them, version
// 2.11.1 of the library. [TestHostile] measures whole workbooks against the sum.
var elementCost = [elementCount]int64{
	elementOther: 400, elementCell: 1150, elementValue: 150, elementFormula: 450, elementInline: 600,
	elementText: 170, elementRun: 240, elementRow: 700, elementMerge: 550, elementItem: 650,
	elementFormat: 500, elementLink: 600, elementName: 1450, elementProperty: 1600,
}

const (
	attributeCost   = 40
	manyAttributes  = 64 // of one element; those beyond are kept in a list that grows
	manyCost        = 330
	paddedCellCost  = 540
	paddedRowCost   = 200
	partCost        = 4 << 10
	byteCost        = 3 // of XML: the part, and texts taken from it
	packedCost      = 4 // of the file as it is given
	repeatedCost    = 4 // of a shared string's byte, each time a cell repeats it
	deepElementCost = 120
	spanCost        = 90 // of a merged range, for each of its rows
)

// spared leaves a quarter more for the collector, which falls behind on a machine
// that has other work.
func spared(bytes int64) int64 { return bytes + bytes/4 }

func elementOf(name []byte) tagKind {
	switch string(name) {
	case "c":
		return elementCell
	case "v":
		return elementValue
	case "f":
		return elementFormula
	case "is":
		return elementInline
	case "t":
		return elementText
	case "r":
		return elementRun
	case "row":
		return elementRow
	case "mergeCell":
		return elementMerge
	case "si":
		return elementItem
	case "xf":
		return elementFormat
	case "hyperlink":
		return elementLink
	case "definedName":
		return elementName
	case "property":
		return elementProperty
	default:
		return elementOther
	}
}
