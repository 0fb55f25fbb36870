package xlsx_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"rekon/reconcile"
)

// changed is the fixture as the library saves it, with its parts changed.
func changed(t *testing.T, change func(parts map[string]string)) []byte {
	t.Helper()
	parts := partsOf(t, fixtureSaved(t))
	change(parts)
	return zipOf(t, parts)
}

// insert puts a text before another in a part, which must hold it.
func insert(t *testing.T, parts map[string]string, part, before, text string) {
	t.Helper()
	if !strings.Contains(parts[part], before) {
		t.Fatalf("%s has no %s: %s", part, before, parts[part])
	}
	parts[part] = strings.Replace(parts[part], before, text+before, 1)
}

// addSheet adds a sheet of some kind, with the relation that leads to it.
func addSheet(t *testing.T, parts map[string]string, kind, target, state string) {
	t.Helper()
	insert(t, parts, bookXL, "</sheets>", `<sheet name="Lain" sheetId="77" r:id="rId77" `+state+`/>`)
	insert(t, parts, relsXL, "</Relationships>", `<Relationship Id="rId77" Type="`+officeDoc+kind+`" Target="`+target+`"/>`)
	if strings.HasSuffix(target, ".xml") && !strings.Contains(target, ":") {
		parts["xl/"+target] = sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>lain</t></is></c></row>`, "")
	}
}

// TestUnusualForms: workbooks that are locked against changes, signed, in the strict
// form, or that carry sheets of other kinds are read like any other.
func TestUnusualForms(t *testing.T) {
	for name, change := range map[string]func(parts map[string]string){
		"a password to change it": func(p map[string]string) {
			p[bookXL] = strings.Replace(p[bookXL], "<sheets>", `<fileSharing readOnlyRecommended="1" userName="x" reservationPassword="CC1A"/><workbookProtection workbookPassword="CC1A" lockStructure="1"/><sheets>`, 1)
			insert(t, p, programsPart, "<mergeCells", `<sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1"/>`)
		},
		"signed": func(p map[string]string) {
			p["_xmlsignatures/origin.sigs"] = ""
			p["_xmlsignatures/sig1.xml"] = `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>`
			insert(t, p, "_rels/.rels", "</Relationships>", `<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>`)
		},
		"strict": func(p map[string]string) {
			for part, text := range p {
				text = strings.ReplaceAll(text, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
				p[part] = strings.ReplaceAll(text, "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
			}
		},
		"a very hidden sheet": func(p map[string]string) { addSheet(t, p, "worksheet", "worksheets/sheet77.xml", `state="veryHidden"`) },
		"a dialog sheet":      func(p map[string]string) { addSheet(t, p, "dialogsheet", "dialogsheets/sheet1.xml", "") },
		"a macro sheet":       func(p map[string]string) { addSheet(t, p, "xlMacrosheet", "macrosheets/sheet1.xml", "") },
		"a sheet that is gone": func(p map[string]string) {
			addSheet(t, p, "worksheet", "worksheets/sheet77.xml", "")
			delete(p, "xl/worksheets/sheet77.xml")
		},
		"a sheet on the web":  func(p map[string]string) { addSheet(t, p, "worksheet", "http://127.0.0.1:1/x.xml", "") },
		"a sheet on a server": func(p map[string]string) { addSheet(t, p, "worksheet", `\\host\share\x.xml`, "") },
		"a thousand names": func(p map[string]string) {
			p[bookXL] = strings.Replace(p[bookXL], "</sheets>", "</sheets><definedNames>"+many(1000, `<definedName name="n#">'PROGRAM KEGIATAN'!$A$#</definedName>`)+"</definedNames>", 1)
		},
		"links to everywhere": func(p map[string]string) {
			p["xl/worksheets/_rels/sheet2.xml.rels"] = relations + `<Relationship Id="rId1" Type="` + officeDoc + `hyperlink" Target="http://127.0.0.1:1/" TargetMode="External"/><Relationship Id="rId2" Type="` + officeDoc + `image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>`
		},
		"what is embedded": func(p map[string]string) {
			maps.Copy(p, map[string]string{"xl/embeddings/oleObject1.bin": compound, "xl/activeX/activeX1.xml": "<x/>", "xl/printerSettings/printerSettings1.bin": "\x00\x01", "xl/media/image1.png": "\x89PNG\r\n\x1a\n" + strings.Repeat("<c>", 1000)})
		},
	} {
		t.Run(name, func(t *testing.T) { same(t, singleFile, changed(t, change), nil, nil) })
	}
}

// TestNotices: macros and links are mentioned, each once, at the first cell, whatever
// their parts are called; what is no macro and no link is not.
func TestNotices(t *testing.T) {
	for name, c := range map[string]struct {
		parts []string
		want  []string
	}{
		"nothing":            {nil, nil},
		"macros":             {[]string{"xl/vbaProject.bin", compound, "xl/vbaData.xml", "<x/>"}, []string{"macros-ignored S!A1"}},
		"macros in capitals": {[]string{"XL/VBAPROJECT.BIN", compound}, []string{"macros-ignored S!A1"}},
		"macros elsewhere":   {[]string{`xl\code\vbaProject.bin`, compound}, []string{"macros-ignored S!A1"}},
		"old macros":         {[]string{"xl/macrosheets/sheet1.xml", "<x/>"}, []string{"macros-ignored S!A1"}},
		"links":              {[]string{"xl/externalLinks/externalLink1.xml", "<x/>", "xl/externalLinks/externalLink2.xml", "<x/>"}, []string{"external-links S!A1"}},
		"connections":        {[]string{"xl/connections.xml", "<x/>"}, []string{"external-links S!A1"}},
		"both":               {[]string{"xl/vbaProject.bin", compound, "xl/connections.xml", "<x/>"}, []string{"external-links S!A1", "macros-ignored S!A1"}},
		"pictures":           {[]string{"xl/media/image1.png", "\x89PNG\r\n\x1a\n"}, nil},
	} {
		got := open(t, "x.xlsm", small(t, c.parts...)).Notices()
		for _, f := range got {
			checkFinding(t, f)
			if f.Severity() != reconcile.Info {
				t.Errorf("%s: %s is %s", name, f.Code, f.Severity())
			}
		}
		if !slices.Equal(listed(got), c.want) {
			t.Errorf("%s: %v, want %v", name, listed(got), c.want)
		}
	}
}
