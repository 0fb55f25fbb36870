package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The parts of a workbook with one sheet and one cell, for generators to replace.
const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeDoc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	sheetOne  = "xl/worksheets/sheet1.xml"
	stringsXL = "xl/sharedStrings.xml"
	stylesXL  = "xl/styles.xml"
	bookXL    = "xl/workbook.xml"
	relsXL    = "xl/_rels/workbook.xml.rels"
	typesXL   = "[Content_Types].xml"
)

func smallParts() map[string]string {
	return map[string]string{
		typesXL:       `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels": relations + `<Relationship Id="rId1" Type="` + officeDoc + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		bookXL:        workbookXML(`<sheet name="S" sheetId="1" r:id="rId1"/>`, ""),
		relsXL:        relations + sheetRelation + `</Relationships>`,
		sheetOne:      sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, ""),
		stringsXL:     `<sst ` + mainSpace + `><si><t>Program</t></si></sst>`,
		stylesXL:      `<styleSheet ` + mainSpace + `></styleSheet>`,
	}
}

const sheetRelation = `<Relationship Id="rId1" Type="` + officeDoc + `worksheet" Target="worksheets/sheet1.xml"/>`

func workbookXML(sheets, rest string) string {
	return `<workbook ` + mainSpace + `><sheets>` + sheets + `</sheets>` + rest + `</workbook>`
}

func sheetXML(rows, rest string) string {
	return `<worksheet ` + mainSpace + `><sheetData>` + rows + `</sheetData>` + rest + `</worksheet>`
}

// small is that workbook with parts replaced or added, given as name and text.
func small(tb testing.TB, parts ...string) []byte {
	tb.Helper()
	all := smallParts()
	for i := 0; i+1 < len(parts); i += 2 {
		all[parts[i]] = parts[i+1]
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name, all[name])
	}
	return zipped(tb, list...)
}

// many repeats a text with the number of each repetition, from 1, in place of #.
func many(n int, text string) string {
	if !strings.Contains(text, "#") {
		return strings.Repeat(text, n)
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i+1)))
	}
	return b.String()
}

// zeros is a reader of so many bytes that compress to almost nothing.
func zeros(n int64, c byte) io.Reader { return io.LimitReader(same1(c), n) }

type same1 byte

func (s same1) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

// streamed makes an archive of the small workbook and one part read from a reader.
func streamed(tb testing.TB, name, before string, body io.Reader, after string) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for part, text := range smallParts() {
		if part == name {
			continue
		}
		f, err := w.Create(part)
		must(tb, err)
		_, err = io.WriteString(f, text)
		must(tb, err)
	}
	f, err := w.Create(name)
	must(tb, err)
	_, err = io.Copy(f, io.MultiReader(strings.NewReader(before), body, strings.NewReader(after)))
	must(tb, err)
	must(tb, w.Close())
	return out.Bytes()
}

// lying is the small workbook whose directory says of a part that it unpacks to size
// bytes, whatever it holds.
func lying(tb testing.TB, data []byte, part string, size uint32) []byte {
	tb.Helper()
	out := slices.Clone(data)
	at := 0
	for {
		next := bytes.Index(out[at:], []byte("PK\x01\x02"))
		if next < 0 {
			tb.Fatalf("no entry %s", part)
		}
		at += next
		length := int(binary.LittleEndian.Uint16(out[at+28:]))
		if string(out[at+46:at+46+length]) == part {
			binary.LittleEndian.PutUint32(out[at+24:], size)
			return out
		}
		at += 46 + length
	}
}

// overlapping is an archive whose entries all lie in the same bytes: each local
// header is data of the one before, in the way of the bombs of David Fifield.
func overlapping(tb testing.TB, entries int, size int64) []byte {
	tb.Helper()
	var kernel bytes.Buffer
	w := zip.NewWriter(&kernel)
	f, err := w.CreateHeader(&zip.FileHeader{Name: "a", Method: zip.Deflate})
	must(tb, err)
	sum := crc32.NewIEEE()
	_, err = io.Copy(io.MultiWriter(f, sum), zeros(size, ' '))
	must(tb, err)
	must(tb, w.Flush())
	must(tb, w.Close())
	z, err := zip.NewReader(bytes.NewReader(kernel.Bytes()), int64(kernel.Len()))
	must(tb, err)
	from, err := z.File[0].DataOffset()
	must(tb, err)
	packed := kernel.Bytes()[from : from+int64(z.File[0].CompressedSize64)]

	le := binary.LittleEndian
	local := func(name string) []byte {
		h := le.AppendUint32(nil, 0x04034b50)
		h = append(h, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0)
		h = le.AppendUint32(h, sum.Sum32())
		h = le.AppendUint32(h, uint32(len(packed)))
		h = le.AppendUint32(h, uint32(size))
		h = le.AppendUint16(h, uint16(len(name)))
		h = le.AppendUint16(h, 0)
		return append(h, name...)
	}
	out := append(local(typesXL), packed...)
	start := len(out)
	for i := range entries {
		name := typesXL
		if i > 0 {
			name = fmt.Sprintf("xl/%d.xml", i)
		}
		h := le.AppendUint32(nil, 0x02014b50)
		h = append(h, 20, 0)
		h = append(h, local(typesXL)[4:26]...)
		h = le.AppendUint16(h, uint16(len(name)))
		h = append(h, make([]byte, 16)...)
		out = append(out, h...)
		out = append(out, name...)
	}
	end := le.AppendUint32(nil, 0x06054b50)
	end = append(end, 0, 0, 0, 0)
	end = le.AppendUint16(end, uint16(entries))
	end = le.AppendUint16(end, uint16(entries))
	end = le.AppendUint32(end, uint32(len(out)-start))
	end = le.AppendUint32(end, uint32(start))
	return append(append(out, end...), 0, 0)
}
