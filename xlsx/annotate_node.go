package xlsx

import (
	"cmp"
	"encoding/xml"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// node is an element as it counts: without prefixes, order of attributes, and
// attributes that say nothing.
type node struct {
	name     string
	attrs    map[string]string
	chars    string
	children []*node
}

// parse reads a part as a tree.
func parse(part []byte) (*node, error) { return parseOutside(part, "") }

// parseOutside reads a part as a tree, of which the insides of one kind of element
// are left out.
func parseOutside(part []byte, leave string) (*node, error) {
	d := reader(part)
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok {
			root := &node{name: start.Name.Local, attrs: attributes(start.Attr)}
			return root, root.fill(d, leave, 0)
		}
	}
}

// parseRest reads what is inside an element that was begun.
func parseRest(d *xml.Decoder) (*node, error) {
	n := &node{}
	return n, n.fill(d, "", 0)
}

// maxDepth bounds how deep elements lie in one another.
const maxDepth = 500

// fill reads an element to its end.
func (n *node) fill(d *xml.Decoder, leave string, depth int) error {
	if depth > maxDepth {
		return unfit("elements lie too deep")
	}
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == leave {
				if err := d.Skip(); err != nil {
					return err
				}
				continue
			}
			c := &node{name: t.Name.Local, attrs: attributes(t.Attr)}
			if err := c.fill(d, leave, depth+1); err != nil {
				return err
			}
			if (n.name == "font" || n.name == "rPr") && plain[c.attrs["val"]] {
				delete(c.attrs, "val")
			}
			if n.name != "headerFooter" || c.chars != "" { // an empty one says nothing
				n.children = append(n.children, c)
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			n.chars += string(t)
		}
	}
}

// plain values are those that <b/> and <u/> have without saying so.
var plain = map[string]bool{"1": true, "single": true}

// meaningful are attributes for which 0 is not the same as nothing.
var meaningful = []string{
	"indexed", "theme", "numFmtId", "fontId", "fillId", "borderId", "xfId", "localSheetId", "builtinId", "dxfId",
	"ySplit", "xSplit", "locked", "fitToWidth", "fitToHeight", "min", "max", "operator", "val",
	"showGridLines", "showRowColHeaders", "showZeros", "summaryBelow", "summaryRight",
}

// attributes keeps those that say something; yes and no have one spelling.
func attributes(of []xml.Attr) map[string]string {
	out := map[string]string{}
	for _, a := range of {
		name, value := a.Name.Local, a.Value
		switch {
		case a.Name.Space == "xmlns" || name == "xmlns" || name == "Ignorable" || name == "uid" || name == "dyDescent" || name == "spans":
			continue
		case value == "true":
			value = "1"
		case value == "false":
			value = "0"
		}
		if value == "" || value == "0" && !slices.Contains(meaningful, name) {
			continue
		}
		out[name] = decimalText(value)
	}
	return out
}

var decimalNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// decimalText has one spelling for a decimal number, such as a width or a tint.
func decimalText(s string) string {
	if !strings.ContainsAny(s, ".eE") || !decimalNumber.MatchString(s) {
		return s
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(v, 'g', 15, 64)
}

// text spells a tree out.
func (n *node) text() string {
	var b strings.Builder
	n.spell(&b)
	return b.String()
}

func (n *node) spell(b *strings.Builder) {
	b.WriteString("<" + n.name)
	for _, k := range slices.Sorted(maps.Keys(n.attrs)) {
		b.WriteString(" " + k + "=" + n.attrs[k])
	}
	b.WriteString(">")
	if len(n.children) == 0 {
		b.WriteString(n.chars)
	}
	if n.name == "font" { // whose members programs write in any order
		n = &node{children: slices.SortedFunc(slices.Values(n.children), func(a, b *node) int { return cmp.Compare(a.name, b.name) })}
	}
	for _, c := range n.children {
		c.spell(b)
	}
}

// child is the first child of a name, nil for none.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// find lists all elements of a name, at any depth.
func (n *node) find(name string) (out []*node) {
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
		out = append(out, c.find(name)...)
	}
	return out
}

// isMuteFooter: a header and footer without a word, which LibreOffice writes and the
// library leaves out.
func (n *node) isMuteFooter() bool {
	return n.name == "headerFooter" && !slices.ContainsFunc(n.children, func(c *node) bool { return strings.TrimSpace(c.chars) != "" })
}

// sameChildren compares children by their kind, in the order of each kind, and
// says what differs.
func sameChildren(before, after *node, skip func(*node) bool) string {
	kinds := func(of *node) map[string][]*node {
		out := map[string][]*node{}
		for _, c := range of.children {
			if !skip(c) && !c.isMuteFooter() && (len(c.children) > 0 || len(c.attrs) > 0 || strings.TrimSpace(c.chars) != "") {
				out[c.name] = append(out[c.name], c)
			}
		}
		return out
	}
	b, a := kinds(before), kinds(after)
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if len(a[name]) != len(b[name]) {
			return name + ": elements lost"
		}
		for i := range b[name] {
			if x, y := b[name][i].text(), a[name][i].text(); x != y {
				return name + " differs: " + parting(x, y)
			}
		}
	}
	return ""
}

// parting shows where two texts part.
func parting(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return strings.ToValidUTF8(s[max(0, i-30):min(len(s), i+50)], "") }
	return cut(a) + " / " + cut(b)
}
