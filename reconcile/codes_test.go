package reconcile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// TestCodes: every code that is declared is among all codes, once, and has the
// severity that its declaration stands under; for an error there are words.
func TestCodes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "finding.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	blocks := []Severity{Error, Warning, Info}
	var declared []Code
	for _, d := range file.Decls {
		var block []Code
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
			block = codesIn(t, g)
		}
		if len(block) == 0 {
			continue
		}
		for _, c := range block {
			if c.Severity() != blocks[0] || c.Severity() == Error && c.Reason() == string(c) {
				t.Errorf("%s is an %s: %s", c, c.Severity(), c.Reason())
			}
		}
		declared, blocks = append(declared, block...), blocks[1:]
	}
	slices.Sort(declared)
	if all := Codes(); !slices.Equal(all, declared) {
		t.Errorf("codes %v, declared %v", all, declared)
	}
}

func codesIn(t *testing.T, g *ast.GenDecl) (out []Code) {
	for _, s := range g.Specs {
		v, ok := s.(*ast.ValueSpec)
		if name, is := v.Type.(*ast.Ident); !ok || !is || name.Name != "Code" {
			continue
		}
		text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Code(text))
	}
	return out
}
