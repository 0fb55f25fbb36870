package xlsx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// hostile is a file made to hurt, and what must become of it: a finding that keeps
// it from being opened, or "" where it is read like any other.
type hostile struct {
	name string
	data func(testing.TB) []byte
	want reconcile.Code
	says string
}

func of(make func(testing.TB) []byte) func(testing.TB) []byte { return make }

// part replaces one part of the small workbook.
func part(name, text string) func(testing.TB) []byte {
	return func(tb testing.TB) []byte { return small(tb, name, text) }
}

const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>`

// hostiles are all of them. Each is made anew, so that none is kept.
func hostiles() []hostile {
	const tooLarge, broken = reconcile.TooLarge, reconcile.NotAWorkbook
	out := []hostile{
		// Archives.
		{"zip bomb", of(func(tb testing.TB) []byte { return streamed(tb, sheetOne, "", zeros(4<<30, ' '), "") }), tooLarge, "jauh lebih besar"},
		{"bomb within the limit", of(func(tb testing.TB) []byte { return streamed(tb, sheetOne, "", zeros(190<<20, ' '), "") }), tooLarge, ""},
		{"sizes that lie low", of(func(tb testing.TB) []byte {
			return lying(tb, streamed(tb, sheetOne, "", zeros(1<<30, ' '), ""), sheetOne, 1000)
		}), broken, "rusak"},
		{"sizes that lie high", of(func(tb testing.TB) []byte { return lying(tb, small(tb), sheetOne, 4000000000) }), tooLarge, "jauh lebih besar"},
		{"sizes that lie below the limit", of(func(tb testing.TB) []byte { return lying(tb, small(tb), sheetOne, 190<<20) }), broken, "rusak"},
		{"entries over each other", of(func(tb testing.TB) []byte { return overlapping(tb, 500, 100<<10) }), broken, "bertumpang tindih"},
		{"one part twice", of(func(tb testing.TB) []byte {
			p := smallParts()
			return zipped(tb, typesXL, p[typesXL], sheetOne, p[sheetOne], "XL\\worksheets\\SHEET1.xml", p[sheetOne])
		}), broken, "bagian ganda"},
		{"entries by the ten thousand", of(func(tb testing.TB) []byte {
			var parts []string
			for i := range 20000 {
				parts = append(parts, fmt.Sprint("xl/media/", i), "")
			}
			return small(tb, parts...)
		}), tooLarge, "bagian"},
		{"an archive within", of(func(tb testing.TB) []byte {
			return zipped(tb, "a.zip", string(zipped(tb, "b.zip", string(small(tb)))))
		}), broken, "arsip zip"},
		{"names that lead out", part("../../../../etc/cron.d/x", "x"), broken, "janggal"},
		{"names that lead out, backwards", part(`xl\..\..\x`, "x"), broken, "janggal"},
		{"absolute names", part("/etc/passwd", "x"), "", ""},
		{"locked entries", of(func(tb testing.TB) []byte {
			d := small(tb)
			return bytes.ReplaceAll(d, []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00"), []byte("PK\x01\x02\x14\x00\x14\x00\x09\x00"))
		}), reconcile.Encrypted, "sandi"},

		// Markup.
		{"no tag at all", part(sheetOne, strings.Repeat("aaaaaaaa", 1<<20)), tooLarge, "32.767"},
		{"elements within each other", part(sheetOne, sheetXML("", many(1000000, "<a>"))), broken, "susunan"},
		{"attributes without end", part(sheetOne, sheetXML("<row "+many(3000000, `a=""`)+"/>", "")), tooLarge, "memori"},
		{"another encoding", part(sheetOne, `<?xml version="1.0" encoding="utf-16"?>`+sheetXML("", "")), broken, "susunan"},
		{"a comment that never ends", part(sheetOne, sheetXML("<!-- "+many(100000, `<c r="XFD1048576"/>`), "")), broken, ""},
		{"nothing but starts of tags", part(sheetOne, sheetXML(strings.Repeat("<", 8<<20), "")), broken, ""},
	}
	for _, p := range []string{sheetOne, stringsXL, stylesXL, bookXL, relsXL, typesXL} {
		text := smallParts()[p]
		out = append(out,
			hostile{"entity bomb in " + p, part(p, bomb+strings.Replace(text, ">", ">&d;", 1)), broken, "DOCTYPE"},
			hostile{"external entity in " + p, part(p, `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://127.0.0.1:1/x">]>`+strings.Replace(text, ">", ">&a;&b;", 1)), broken, "DOCTYPE"},
			hostile{"a mere DOCTYPE in " + p, part(p, "<!DOCTYPE x>"+text), broken, "DOCTYPE"},
			hostile{"elements without end in " + p, part(p, strings.Replace(text, ">", ">"+many(2000000, "<a/>"), 1)), tooLarge, "memori"},
		)
	}
	return append(out, hostileSheets()...)
}

func hostileSheets() []hostile {
	const tooLarge, broken = reconcile.TooLarge, reconcile.NotAWorkbook
	rows := func(text string) func(testing.TB) []byte { return part(sheetOne, sheetXML(text, "")) }
	rest := func(text string) func(testing.TB) []byte { return part(sheetOne, sheetXML("<row/>", text)) }
	return []hostile{
		{"a dimension of a million columns", of(func(tb testing.TB) []byte {
			return small(tb, sheetOne, strings.Replace(smallParts()[sheetOne], "<sheetData>", `<dimension ref="A1:ZZZZZ999999999"/><sheetData>`, 1))
		}), "", ""},
		{"the last cell of a sheet", rows(`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), tooLarge, ""},
		{"the last column of every row", rows(many(5000, `<row r="#"><c r="XFD#"><v>1</v></c></row>`)), tooLarge, "jauh"},
		{"the last column of many rows, bare", rows(many(240, `<row r="#"><c r="XFD#"/></row>`)), tooLarge, ""},
		{"columns beyond the last", rows(`<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>`), broken, "tidak ada di Excel"},
		{"a row beyond the last", rows(`<row r="999999999"><c><v>1</v></c></row>`), broken, "tidak ada di Excel"},
		{"a row far below zero", rows(`<row r="-999999999"><c><v>1</v></c></row>`), broken, "tidak ada di Excel"},
		{"references in escapes", rows(many(300, `<row r="#"><c r="&#88;FD#"/></row>`)), tooLarge, "jauh"},
		{"rows by the million", rows(many(1000000, `<row r="#"/>`)), tooLarge, "memori"},
		{"rows without numbers", rows(many(200000, "<row/>")), tooLarge, "tidak bernomor"},
		{"rows of one number", rows(many(200000, `<row r="1"/>`)), tooLarge, "tidak bernomor"},
		{"rows of two numbers", rows(many(50000, `<row r="#" r="1"/>`)), tooLarge, "tidak bernomor"},
		{"cells by the million", rows(many(20000, "<row>"+many(100, "<c/>")+"</row>")), tooLarge, ""},
		{"styles out of range", rows(`<row r="1"><c r="A1" s="-1"><v>1</v></c><c r="B1" s="-9223372036854775808"><v>1</v></c><c r="C1" s="9223372036854775807"><v>1</v></c></row>`), "", ""},
		{"styles beyond any number", rows(`<row r="1"><c r="A1" s="99999999999999999999"><v>1</v></c></row>`), broken, ""},
		{"shared strings out of range", rows(`<row r="1"><c r="A1" t="s"><v>-1</v></c><c r="B1" t="s"><v>999999999</v></c><c r="C1" t="s"><v>x</v></c></row>`), "", ""},
		{"a giant inline string", rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("a", 20<<20) + `</t></is></c></row>`), tooLarge, "32.767"},
		{"a giant shared string", part(stringsXL, `<sst `+mainSpace+`><si><t>`+strings.Repeat("a", 20<<20)+`</t></si></sst>`), tooLarge, "32.767"},
		{"one long string in every cell", of(func(tb testing.TB) []byte {
			return small(tb, stringsXL, `<sst `+mainSpace+`><si>`+many(1000, "<r><t>"+strings.Repeat("a", 100)+"</t></r>")+`</si></sst>`,
				sheetOne, sheetXML(many(100, `<row r="#">`+many(400, `<c t="s"><v>0</v></c>`)+"</row>"), ""))
		}), tooLarge, "memori"},
		{"one long string, its number in disguise", of(func(tb testing.TB) []byte {
			return small(tb, stringsXL, `<sst `+mainSpace+`><x><si><t/></si></x><si>`+many(1000, "<r><t>"+strings.Repeat("a", 100)+"</t></r>")+`</si></sst>`,
				sheetOne, sheetXML(many(100, `<row r="#">`+many(400, `<c t="&#115;"><c t="n"><v>&#48;</v></c></c>`)+"</row>"), ""))
		}), tooLarge, "memori"},
		{"a hundred thousand merges", rest(`<mergeCells>` + many(100000, `<mergeCell ref="A#:B#"/>`) + `</mergeCells>`), tooLarge, "gabungan"},
		{"merges over each other", rest(`<mergeCells>` + many(3000, `<mergeCell ref="A1:B#"/>`) + `</mergeCells>`), tooLarge, "bertumpang tindih"},
		{"a few merges over each other", rest(`<mergeCells>` + many(400, `<mergeCell ref="A1:B#"/>`) + `</mergeCells>`), "", ""},
		{"merges of nothing", rest(`<mergeCells>` + many(1000, `<mergeCell ref=""/><mergeCell/>`) + `</mergeCells>`), tooLarge, "bertumpang tindih"},
		{"merges of all rows", of(func(tb testing.TB) []byte {
			var b strings.Builder
			for col := 1; col <= 500; col++ {
				name, _ := excelize.ColumnNumberToName(col)
				fmt.Fprintf(&b, `<mergeCell ref="%s1:%s1048576"/>`, name, name)
			}
			return small(tb, sheetOne, sheetXML(many(20000, `<row r="#"><c><v>1</v></c></row>`), "<mergeCells>"+b.String()+"</mergeCells>"))
		}), tooLarge, "memori"},
		{"a million conditional formats", rest(many(1000000, `<conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>`)), tooLarge, "memori"},
		{"a million validations", rest(`<dataValidations>` + many(1000000, `<dataValidation sqref="A1"/>`) + `</dataValidations>`), tooLarge, "memori"},
		{"ten thousand defined names", part(bookXL, workbookXML(`<sheet name="S" sheetId="1" r:id="rId1"/>`, `<definedNames>`+many(10000, `<definedName name="n#">S!$A$#</definedName>`)+`</definedNames>`)), "", ""},
		{"a million defined names", part(bookXL, workbookXML(`<sheet name="S" sheetId="1" r:id="rId1"/>`, `<definedNames>`+many(1000000, `<definedName name="n#"/>`)+`</definedNames>`)), tooLarge, "memori"},
		{"one part under many names", of(func(tb testing.TB) []byte {
			return small(tb, bookXL, workbookXML(many(50, `<sheet name="S#" sheetId="#" r:id="rId1"/>`), ""),
				sheetOne, sheetXML(many(500, `<row r="#">`+many(30, `<c><v>1</v></c>`)+"</row>"), ""))
		}), broken, "isi yang sama"},
		{"sheets by the thousand", part(bookXL, workbookXML(many(5000, `<sheet name="S#" sheetId="#" r:id="rId1"/>`), "")), tooLarge, "lembar"},
		{"a sheet elsewhere", part(relsXL, relations+`<Relationship Id="rId1" Type="`+officeDoc+`worksheet" Target="http://127.0.0.1:1/sheet1.xml" TargetMode="External"/></Relationships>`), broken, ""},
		{"a sheet on a disk", part(relsXL, relations+`<Relationship Id="rId1" Type="`+officeDoc+`worksheet" Target="file:///etc/passwd"/></Relationships>`), broken, ""},
		{"a sheet on a server", part(relsXL, relations+`<Relationship Id="rId1" Type="`+officeDoc+`worksheet" Target="\\host\share\x.xml"/></Relationships>`), broken, ""},
		{"a workbook that is its own sheet", part(relsXL, relations+`<Relationship Id="rId1" Type="`+officeDoc+`worksheet" Target="workbook.xml"/></Relationships>`), broken, ""},
		{"relations to themselves", part("_rels/.rels", relations+`<Relationship Id="rId1" Type="`+officeDoc+`officeDocument" Target="_rels/.rels"/></Relationships>`), broken, ""},
		{"formulas that reach out", rows(`<row r="1"><c r="A1" t="str"><f>cmd|'/c calc'!A0</f><v>1</v></c><c r="B1"><f>HYPERLINK("http://127.0.0.1:1/")</f><v>x</v></c><c r="C1"><f>WEBSERVICE("http://127.0.0.1:1/")</f></c></row>`), "", ""},
	}
}

// answer is what a child process found.
type answer struct {
	Code    reconcile.Code
	Message string
	Grown   int64 // bytes asked of the system while reading
	Took    time.Duration
}

const hostileFile, hostileMemory = "REKON_HOSTILE_FILE", "REKON_HOSTILE_MEMORY"

// TestHostileChild reads one file in a process of its own, for [TestHostile].
func TestHostileChild(t *testing.T) {
	name := os.Getenv(hostileFile)
	if name == "" {
		return // TestHostile starts it in a process of its own
	}
	data, err := os.ReadFile(name)
	must(t, err)
	limits := xlsx.DefaultLimits()
	if _, err := fmt.Sscan(os.Getenv(hostileMemory), &limits.Memory); err != nil {
		t.Fatal(err)
	}
	plan2020()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, start := m.Sys, time.Now()
	debug.SetMemoryLimit(int64(before) + limits.Memory*7/8) // as the command does
	a := readHostile(t, data, limits)
	a.Took = time.Since(start)
	runtime.ReadMemStats(&m)
	a.Grown = int64(m.Sys - before)
	out, err := json.Marshal(a)
	must(t, err)
	must(t, os.WriteFile(name+".json", out, 0o600))
}

// readHostile does with a file all that the pipeline does.
func readHostile(tb testing.TB, data []byte, limits xlsx.Limits) answer {
	tb.Helper()
	read, problem := xlsx.Guard(30*time.Second, "laporan TW1 2020.xlsx", "-", func(stop *xlsx.Stop) []reconcile.Finding {
		limits.Stop = stop
		b, err := xlsx.Open("laporan TW1 2020.xlsx", data, limits)
		var failed *xlsx.OpenError
		if errors.As(err, &failed) {
			return []reconcile.Finding{failed.Finding}
		}
		defer b.Close()
		out := xlsx.Identify(b, "", offices()).Findings
		out = append(out, xlsx.ReadPlan(b, settings()).Plan.Findings...)
		out = append(out, xlsx.ReadRealization(b, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: plan2020(), Settings: settings()}).Findings...)
		if _, err := xlsx.Annotate(xlsx.Return{Name: b.Name, Findings: out}, data, limits); err != nil {
			tb.Error(err)
		}
		return out
	}, func([]reconcile.Finding) {})
	if problem != nil {
		read = append(read, *problem)
	}
	for _, f := range read {
		checkFinding(tb, f)
		if f.Source.Sheet == "" {
			return answer{Code: f.Code, Message: f.Message}
		}
	}
	if len(read) == 0 {
		tb.Error("nothing is said of it")
	}
	return answer{}
}

// child reads a file in a process of its own, within so much memory.
func child(t *testing.T, data []byte, memory int64) answer {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.xlsx")
	must(t, os.WriteFile(name, data, 0o600))
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHostileChild$")
	cmd.Env = append(os.Environ(), "GOGC=100", hostileFile+"="+name, fmt.Sprintf("%s=%d", hostileMemory, memory))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := os.ReadFile(name + ".json")
	must(t, err)
	var a answer
	must(t, json.Unmarshal(out, &a))
	return a
}

// TestHostile: every such file ends in a finding or is read, and the process that
// reads it never takes more memory than it is allowed.
func TestHostile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a process for each file")
	}
	const memory = 128 << 20
	for _, h := range hostiles() {
		t.Run(h.name, func(t *testing.T) {
			data := h.data(t)
			a := child(t, data, memory)
			if a.Code != h.want || !strings.Contains(a.Message, h.says) {
				t.Errorf("%s: %s", a.Code, a.Message)
			}
			if a.Grown > memory {
				t.Errorf("took %d MB, allowed are %d", a.Grown>>20, memory>>20)
			}
			t.Logf("%-50s %8d KB %5d MB %8v %s", h.name, len(data)>>10, a.Grown>>20, a.Took.Round(time.Millisecond), a.Code)
		})
	}
}

// crowd is what a part may be full of: the text that is repeated, and the part
// around it.
type crowd struct{ name, part, before, each, after string }

// crowds are the elements that cost the most, each in the place where the library
// keeps them.
func crowds() []crowd {
	sheet := func(name, before, each, after string) crowd {
		return crowd{name, sheetOne, `<worksheet ` + mainSpace + `>` + before, each, after + `</worksheet>`}
	}
	row := func(name, each string) crowd {
		return sheet(name, "<sheetData>", `<row r="#">`+many(50, each)+"</row>", "</sheetData>")
	}
	styles := func(name, list, each string) crowd {
		return crowd{name, stylesXL, `<styleSheet ` + mainSpace + `><` + list + `>`, each, `</` + list + `></styleSheet>`}
	}
	shared := func(name, before, each, after string) crowd {
		return crowd{name, stringsXL, `<sst ` + mainSpace + `>` + before, each, after + `</sst>`}
	}
	return []crowd{
		row("bare cells", "<c/>"), row("numbers", "<c><v>1</v></c>"), row("formulas", "<c><f>A1</f><v>1</v></c>"),
		row("results of formulas", `<c t="str"><f>A1</f><v>abc</v></c>`), row("shared texts", `<c t="s"><v>0</v></c>`),
		row("texts", `<c t="inlineStr"><is><t>abc</t></is></c>`), row("rich texts", `<c t="inlineStr"><is><r><rPr><b/><i/><sz/><u/></rPr><t>1</t></r></is></c>`),
		sheet("wide rows", "<sheetData>", `<row r="#"><c r="SF#"><v>1</v></c></row>`, "</sheetData>"),
		sheet("rows of a cell", "<sheetData>", `<row r="#"><c><v>1</v></c></row>`, "</sheetData>"),
		sheet("rows left out", "<sheetData>", `<row r="#00"><c r="A#00" s="1"/></row>`, "</sheetData>"),
		sheet("bare rows", "<sheetData>", `<row r="#"/>`, "</sheetData>"),
		sheet("columns", "<cols>", "<col/>", "</cols><sheetData><row/></sheetData>"),
		sheet("merges", "<sheetData><row/></sheetData><mergeCells>", `<mergeCell ref="A#:B#"/>`, "</mergeCells>"),
		sheet("conditional formats", "<sheetData><row/></sheetData>", `<conditionalFormatting><cfRule><formula/><colorScale><cfvo/><color/></colorScale></cfRule></conditionalFormatting>`, ""),
		sheet("validations", "<sheetData><row/></sheetData><dataValidations>", `<dataValidation sqref="A1"><formula1>1</formula1></dataValidation>`, "</dataValidations>"),
		sheet("links", "<sheetData><row/></sheetData><hyperlinks>", `<hyperlink ref="A1" location="a"/>`, "</hyperlinks>"),
		sheet("unknown elements", "<sheetData><row/></sheetData>", `<x a="1" b="2"/>`, ""),
		shared("strings", "", "<si><t>a#</t></si>", ""), shared("empty strings", "", "<si/>", ""),
		shared("runs", "<si>", `<r><rPr><rFont/><b/><sz/><color/></rPr><t>a</t></r>`, "</si>"),
		styles("formats", "cellXfs", "<xf><alignment/><protection/></xf>"), styles("fonts", "fonts", "<font><b/><sz/><name/></font>"),
		styles("fills", "fills", "<fill><patternFill><fgColor/></patternFill></fill>"), styles("borders", "borders", "<border><left/><right/></border>"),
		styles("number formats", "numFmts", `<numFmt numFmtId="#" formatCode="0"/>`),
		{"defined names", bookXL, `<workbook ` + mainSpace + `><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets><definedNames>`, `<definedName name="n#">S!$A$1</definedName>`, `</definedNames></workbook>`},
		{"properties", "docProps/custom.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`,
			`<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="#" name="n#"><vt:lpwstr>x</vt:lpwstr></property>`, `</Properties>`},
		{"relations", relsXL, relations + sheetRelation, `<Relationship Id="r#" Type="t" Target="x"/>`, `</Relationships>`},
		{"content types", typesXL, `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`, `<Override PartName="/x#" ContentType="y"/>`, `</Types>`},
	}
}

func (c crowd) of(tb testing.TB, n int) []byte {
	return small(tb, c.part, c.before+many(n, c.each)+c.after)
}

// TestMemoryAtTheLimit: what is weighed as just within the limit takes no more when
// it is read, whatever it is full of.
func TestMemoryAtTheLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process for each file")
	}
	const memory = 64 << 20
	for _, c := range crowds() {
		t.Run(c.name, func(t *testing.T) {
			one, two := xlsx.Weight(t, c.of(t, 200)), xlsx.Weight(t, c.of(t, 400))
			n := 200 + int(float64(memory*95/100-one)/float64(two-one)*200)
			if strings.Contains(c.name, "row") {
				n = min(n, 19000) // rows that are read
			}
			if c.name == "merges" || c.name == "rows left out" {
				n = min(n, 10000)
			}
			data := c.of(t, n)
			a := child(t, data, memory)
			if a.Grown > memory {
				t.Errorf("took %d MB, allowed are %d", a.Grown>>20, memory>>20)
			}
			t.Logf("%-50s %8d KB %5d MB of %d %8v %s", c.name, len(data)>>10, a.Grown>>20, xlsx.Weight(t, data)>>20, a.Took.Round(time.Millisecond), a.Message)
		})
	}
}
