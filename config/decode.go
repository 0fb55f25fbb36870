package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// decoder walks the syntax tree of a file and gathers everything wrong with it.
// The library's own decoder stops at the first trouble; an administrator should
// see all of them at once.
type decoder struct {
	file         string
	problems     Problems
	passwordFile string // as written, with its place
	passwordAt   value
	mailAt       map[string]value // where the keys of mail stand
}

// value is a node with the key it stands under.
type value struct {
	path string // such as rules.tolerance.money
	key  ast.Node
	node ast.Node
}

func (d *decoder) problem(v value, what, mend string) {
	p := Problem{File: d.file, What: redact(what), Mend: mend}
	if v.path != "" {
		p.What = redact(v.path) + ": " + p.What
	}
	p.Line, p.Column = v.place()
	d.problems = append(d.problems, p)
}

// place is where the value stands, or its key when there is no value.
func (v value) place() (line, column int) {
	node := v.node
	if v.null() && v.key != nil {
		node = v.key
	}
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		node = m.Values[0].Key
	}
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return 0, 0
	}
	pos := node.GetToken().Position
	return pos.Line, pos.Column
}

// null reports whether nothing stands behind the key.
func (v value) null() bool {
	if v.node == nil {
		return true
	}
	_, ok := v.node.(*ast.NullNode)
	return ok
}

// parse gives the root of the only document in data; ok is false when there is
// none, or the text is not YAML.
func (d *decoder) parse(data []byte) (value, bool) {
	tokens := lexer.Tokenize(string(data))
	if at := tooDeep(tokens); at != nil {
		d.problems = append(d.problems, Problem{d.file, at.Position.Line, at.Position.Column,
			"nested deeper than any setting", "Look for a bracket or a quote that is not closed."})
		return value{}, false
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		p := Problem{File: d.file, What: "not YAML", Mend: "Mind the indentation, in spaces, and put texts with : or # between quotes."}
		var at yaml.Error
		if errors.As(err, &at) {
			p.What += ": " + redact(at.GetMessage())
			if tk := at.GetToken(); tk != nil && tk.Position != nil {
				p.Line, p.Column = tk.Position.Line, tk.Position.Column
			}
		}
		d.problems = append(d.problems, p)
		return value{}, false
	}
	var root value
	for _, doc := range f.Docs {
		switch {
		case doc.Body == nil:
		case root.node != nil:
			d.problem(value{node: doc.Body}, "a second document", "Keep all settings in one, without --- between them.")
		default:
			root.node = doc.Body
		}
	}
	return root, !root.null()
}

// tooDeep gives the token at which the nesting passes what the library can parse
// in reasonable time and memory.
func tooDeep(tokens token.Tokens) *token.Token {
	const limit = 64
	brackets, line, marks := 0, 0, 0
	for _, tk := range tokens {
		if tk.Position.Line != line {
			line, marks = tk.Position.Line, 0
		}
		switch tk.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			marks++
		}
		if brackets > limit || marks > limit {
			return tk
		}
	}
	return nil
}

// pairs are the entries of a mapping in their order. Another kind of node, a key
// that is not plain text and a repeated key are problems.
func (d *decoder) pairs(v value) []value {
	m, ok := v.node.(ast.MapNode)
	if !ok {
		if !v.null() { // a section whose lines are all commented out
			d.problem(v, "expected keys and values, found "+kind(v.node), "")
		}
		return nil
	}
	var out []value
	first := map[string]int{}
	for it := m.MapRange(); it.Next(); {
		key, ok := scalar(it.Key())
		child := value{path: join(v.path, key), key: it.Key(), node: it.Value()}
		line, _ := value{node: it.Key()}.place()
		switch {
		case !ok:
			d.problem(value{path: v.path, node: it.Key()}, "a key that is not plain text", "")
		case first[key] > 0:
			d.problem(value{path: child.path, node: it.Key()},
				fmt.Sprintf("stands here a second time, first in line %d", first[key]), "Keep one of the two.")
		default:
			first[key] = line
			out = append(out, child)
		}
	}
	return out
}

// name is the last part of the path: the key itself.
func (v value) name() string {
	key, _ := scalar(v.key)
	return key
}

// fields hands each entry of a mapping to the function of its key.
func (d *decoder) fields(v value, known map[string]func(value)) {
	for _, child := range d.pairs(v) {
		if read, ok := known[child.name()]; ok {
			read(child)
			continue
		}
		names := slices.Sorted(maps.Keys(known))
		mend := "Known keys: " + strings.Join(names, ", ") + "."
		if near := nearest(child.name(), names); near != "" {
			mend = "Did you mean " + near + "?"
		}
		d.problem(value{path: child.path, node: child.key}, "unknown key", mend)
	}
}

// items are the elements of a list.
func (d *decoder) items(v value) []value {
	s, ok := v.node.(*ast.SequenceNode)
	if !ok {
		if !v.null() {
			d.problem(v, "expected a list, found "+kind(v.node), "Write [one, two], or one per line after a dash.")
		}
		return nil
	}
	out := make([]value, len(s.Values))
	for i, n := range s.Values {
		out[i] = value{path: fmt.Sprintf("%s[%d]", v.path, i+1), node: n}
	}
	return out
}

// scalar is the text of a plain value just as the file has it, so that neither
// 007 nor a long NIP passes through a number.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode:
		return strings.TrimSpace(n.GetToken().Value), true
	default:
		return "", false
	}
}

// kind names what a node is, to people.
func kind(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "nothing"
	case ast.MapNode:
		return "keys and values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.BoolNode:
		return "true or false"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor (&, *), which is not used here"
	case *ast.TagNode:
		return "a tag (!), which is not used here"
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode:
		return "a single value"
	default:
		return "something else"
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
