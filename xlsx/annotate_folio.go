package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// folio is a workbook as the parts of its package, by name. What a library does
// not know it cannot keep, so what is to be left alone is compared, and what the
// library spoils is mended, part by part.
type folio map[string][]byte

const (
	contentTypesPart = "[Content_Types].xml"
	rootRelations    = "_rels/.rels"
)

var errUnfit = errors.New("this workbook cannot be marked without loss")

// unfit says why a workbook is better left alone.
func unfit(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUnfit, fmt.Sprintf(format, args...))
}

// unpack reads the parts of a package.
func unpack(data []byte, limits Limits) (folio, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	f, room := folio{}, limits.Unpacked
	for _, part := range z.File {
		if strings.HasSuffix(part.Name, "/") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, room+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		if room -= int64(len(content)); room < 0 {
			return nil, unfit("it unpacks to too much")
		}
		f[strings.TrimPrefix(strings.ReplaceAll(part.Name, "\\", "/"), "/")] = content
	}
	return f, nil
}

// pack writes the parts as a package, the same bytes each time.
func (f folio) pack() ([]byte, error) {
	var out bytes.Buffer
	w := newParts(&out)
	for _, name := range slices.Sorted(maps.Keys(f)) {
		part, err := w.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(f[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// relation is what a part says of another one.
type relation struct {
	ID, Type, Target string // the target as the name of a part, unless it is external
	external         bool
}

// kind is the last word of a relation's type: "worksheet", "comments".
func (r relation) kind() string { return path.Base(r.Type) }

func relationsPart(part string) string {
	dir, base := path.Split(part)
	return dir + "_rels/" + base + ".rels"
}

// relations lists what a part refers to.
func (f folio) relations(part string) ([]relation, error) {
	var out []relation
	name, dir := relationsPart(part), path.Dir(part)
	if part == "" {
		name, dir = rootRelations, ""
	}
	err := scan(f[name], func(e *element) {
		if e.Name.Local != "Relationship" {
			return
		}
		r := relation{ID: e.attr("Id"), Type: e.attr("Type"), Target: e.attr("Target"), external: e.attr("TargetMode") == "External"}
		if !r.external {
			r.Target = resolve(dir, r.Target)
		}
		out = append(out, r)
	})
	return out, err
}

func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, "\\", "/")
	if !strings.HasPrefix(target, "/") {
		target = dir + "/" + target
	}
	return strings.TrimPrefix(path.Clean(target), "/")
}

// leaf is a sheet of the workbook and the part that holds it.
type leaf struct{ name, state, part, kind string }

// leaves lists the sheets in their order.
func (f folio) leaves() (workbook string, out []leaf, err error) {
	root, err := f.relations("")
	if err != nil {
		return "", nil, err
	}
	for _, r := range root {
		if r.kind() == "officeDocument" {
			workbook = r.Target
		}
	}
	targets := map[string]relation{}
	relations, err := f.relations(workbook)
	for _, r := range relations {
		targets[r.ID] = r
	}
	scanned := scan(f[workbook], func(e *element) {
		if e.Name.Local == "sheet" {
			r := targets[e.attr("id")]
			out = append(out, leaf{e.attr("name"), e.attr("state"), r.Target, r.kind()})
		}
	})
	return workbook, out, errors.Join(err, scanned)
}

// element is an element of a part and where it stands there.
type element struct {
	xml.StartElement
	start, end         int // of the whole
	bodyStart, bodyEnd int
	depth              int // of the root is 0
	closed             bool
}

// attr is an attribute by its local name.
func (e *element) attr(local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// reader decodes a part as leniently as spreadsheets do.
func reader(part []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(part))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	return d
}

// scan visits the elements of a part, each when it ends. No part has none.
func scan(part []byte, visit func(e *element)) error {
	d := reader(part)
	var open []*element
	for {
		start := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, &element{StartElement: t.Copy(), start: start, bodyStart: int(d.InputOffset()), depth: len(open)})
		case xml.EndElement:
			e := open[len(open)-1]
			open = open[:len(open)-1]
			e.bodyEnd, e.end = start, int(d.InputOffset())
			e.closed = e.bodyStart == e.end // <a/>
			visit(e)
		}
	}
}

// without cuts elements out of a part.
func without(part []byte, drop func(e *element) bool) ([]byte, error) {
	var out []byte
	var cuts [][2]int
	err := scan(part, func(e *element) {
		if drop(e) {
			cuts = append(cuts, [2]int{e.start, e.end})
		}
	})
	at := 0
	for _, c := range cuts {
		if c[0] < at {
			return nil, unfit("marks within marks")
		}
		out = append(out, part[at:c[0]]...)
		at = c[1]
	}
	return append(out, part[at:]...), err
}

// inserted puts text at the end of the first element of a name.
func inserted(part []byte, local, text string) ([]byte, error) {
	var at *element
	err := scan(part, func(e *element) {
		if e.Name.Local == local && at == nil {
			at = e
		}
	})
	if err != nil {
		return nil, err
	}
	if at == nil || tagOf(part, at) != local {
		return nil, unfit("no plain <%s>", local)
	}
	if at.closed {
		text = ">" + text + "</" + local + ">"
		slash := bytes.LastIndexByte(part[:at.end], '/')
		return slices.Concat(part[:slash], []byte(text), part[at.end:]), nil
	}
	return slices.Concat(part[:at.bodyEnd], []byte(text), part[at.bodyEnd:]), nil
}

// tagOf is an element's name as it is written, with its prefix.
func tagOf(part []byte, e *element) string {
	tag := part[e.start+1 : e.bodyStart]
	if i := bytes.IndexAny(tag, " \t\r\n/>"); i >= 0 {
		tag = tag[:i]
	}
	return string(tag)
}

// textOf joins the texts in the elements of a name within an element.
func textOf(part []byte, e *element, local string) string {
	var b strings.Builder
	within := false
	d := reader(part[e.start:e.end])
	for {
		token, err := d.Token()
		if err != nil {
			return b.String()
		}
		switch t := token.(type) {
		case xml.StartElement:
			within = t.Name.Local == local
		case xml.EndElement:
			within = false
		case xml.CharData:
			if within {
				b.Write(t)
			}
		}
	}
}

// relate adds a relation of a part and gives its id.
func (f folio) relate(part, kind, target string) (string, error) {
	const base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	name := relationsPart(part)
	if f[name] == nil {
		f[name] = []byte(xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`)
	}
	have, err := f.relations(part)
	if err != nil {
		return "", err
	}
	id := ""
	for n := len(have) + 1; id == "" || slices.ContainsFunc(have, func(r relation) bool { return r.ID == id }); n++ {
		id = "rId" + strconv.Itoa(n)
	}
	// Relative, for not every program takes the other form.
	if target, err = filepath.Rel(path.Dir(part), target); err != nil {
		return "", err
	}
	f[name], err = inserted(f[name], "Relationships", fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="%s"/>`, id, base+kind, filepath.ToSlash(target)))
	return id, err
}

// declare adds a line to the table of contents.
func (f folio) declare(line string) (err error) {
	f[contentTypesPart], err = inserted(f[contentTypesPart], "Types", line)
	return err
}

// remove takes a part out, with what the table of contents and one other part say
// of it.
func (f folio) remove(part, of string) (err error) {
	delete(f, part)
	delete(f, relationsPart(part))
	name := relationsPart(of)
	if f[name], err = without(f[name], func(e *element) bool {
		return e.Name.Local == "Relationship" && resolve(path.Dir(of), e.attr("Target")) == part
	}); err != nil {
		return err
	}
	f[contentTypesPart], err = without(f[contentTypesPart], func(e *element) bool {
		return e.Name.Local == "Override" && strings.TrimPrefix(e.attr("PartName"), "/") == part
	})
	return err
}
