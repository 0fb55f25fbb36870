package xlsx

import (
	"bytes"
	"strings"
)

// partScan goes once over the bytes of an XML part, without keeping them, and counts
// what a parser would make of it: elements and what they cost, attributes, depth, and
// (in scangrid.go) the room that rows and cells stand for. It need not understand the
// part; it must never count less than a parser would find.
type partScan struct {
	size     int64 // bytes
	cost     int64 // bytes of what its elements become
	longest  int   // text without a tag in it
	deepest  int
	doctype  bool
	encoding bool // one in which bytes that look like ASCII may be something else
	binary   bool // begins with what no XML has, so that nobody parses it

	sheetRoom
	sharing bool    // the part holds the shared strings
	shared  []int64 // their lengths

	state   scanState
	name    []byte // of the markup, the element or the attribute at hand
	value   []byte // of the attribute at hand, its beginning
	quote   byte
	before  [2]byte // the two bytes before this one
	closing bool
	element tagKind // whose attributes are read
	begun   bool    // a tag was seen
	depth   int
	text    int // length so far
	given   int // attributes of the element
}

type scanState int

const (
	atText scanState = iota
	atTagStart
	atName
	atTag
	atAttribute
	atValueStart
	atValue
	atBang
	atComment
	atCDATA
	atDirective
	atInstruction
)

// scanKeep is as much of a name or a value as matters.
const scanKeep = 24

// newScan begins a part whose cells may repeat shared strings of these lengths.
func newScan(sharing bool, lengths []int64) *partScan {
	return &partScan{sharing: sharing, sheetRoom: sheetRoom{lengths: lengths, wildest: longestOf(lengths)}}
}

// Write takes the next bytes of the part.
func (s *partScan) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	for i := 0; i < len(p) && !s.binary; i++ {
		c := p[i]
		if s.state == atText && c != '<' { // most bytes: in one step
			n := bytes.IndexByte(p[i:], '<')
			if n < 0 {
				n = len(p) - i
			}
			s.addText(p[i : i+n])
			i += n - 1
			continue
		}
		s.step(c)
		s.before = [2]byte{s.before[1], c}
	}
	return len(p), nil
}

func (s *partScan) step(c byte) {
	switch s.state {
	case atText:
		s.begun, s.state = true, atTagStart
	case atTagStart:
		s.tagStart(c)
	case atName:
		s.inName(c)
	case atTag, atAttribute:
		s.inTag(c)
	case atValueStart, atValue:
		s.inValue(c)
	default:
		s.inMarkup(c)
	}
}

func (s *partScan) addText(p []byte) {
	if !s.begun && bytes.ContainsFunc(p, isControl) {
		s.binary = true
	}
	s.text += len(p)
	s.longest = max(s.longest, s.text)
	if n := len(s.shared); n > 0 && s.depth >= 2 {
		s.shared[n-1] += int64(len(p))
	}
	s.number(p)
}

// isControl: the parser ends at such a character in a text.
func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }

func (s *partScan) tagStart(c byte) {
	s.name, s.closing = s.name[:0], false
	switch c {
	case '!':
		s.state = atBang
	case '?':
		s.state = atInstruction
	case '/':
		s.closing, s.state = true, atName
	default:
		s.state = atName
		s.inName(c)
	}
}

func (s *partScan) inName(c byte) {
	switch c {
	case ':':
		s.name = s.name[:0] // a prefix does not change what a name means
	case ' ', '\t', '\r', '\n', '/':
		s.begin()
		s.state = atTag
	case '>':
		s.begin()
		s.end()
	default:
		s.keepName(c)
	}
}

func (s *partScan) keepName(c byte) {
	if len(s.name) < scanKeep {
		s.name = append(s.name, c)
	}
}

func (s *partScan) inTag(c byte) {
	switch c {
	case '>':
		s.end()
	case ' ', '\t', '\r', '\n', '/':
		s.state = atTag
	case ':':
		s.name = s.name[:0]
	case '=':
		if s.given++; s.given > manyAttributes {
			s.cost += manyCost
		}
		s.cost += attributeCost
		s.state = atValueStart
	default:
		if s.state == atTag {
			s.name, s.state = s.name[:0], atAttribute
		}
		s.keepName(c)
	}
}

func (s *partScan) inValue(c byte) {
	switch {
	case s.state == atValue && c == s.quote:
		s.attribute(s.element, string(s.name), string(s.value))
		s.state = atTag
	case s.state == atValue:
		if len(s.value) < scanKeep {
			s.value = append(s.value, c)
		}
	case c == '"' || c == '\'':
		s.quote, s.value, s.state = c, s.value[:0], atValue
	case c == '>': // no XML; the parser gives up here
		s.end()
	}
}

func (s *partScan) inMarkup(c byte) {
	switch s.state {
	case atBang:
		s.bang(c)
	case atComment:
		if c == '>' && s.before == [2]byte{'-', '-'} {
			s.state = atText
		}
	case atCDATA:
		s.addText([]byte{c})
		if c == '>' && s.before == [2]byte{']', ']'} {
			s.state = atText
		}
	case atDirective:
		if c == '>' {
			s.state = atText
		}
	default:
		if s.name = append(s.name, c); len(s.name) > 200 {
			s.name = s.name[:200]
		}
		if c == '>' && s.before[1] == '?' {
			s.encoding = s.encoding || isForeignEncoding(string(s.name))
			s.state = atText
		}
	}
}

// bang tells comments and CDATA, which hold no elements, from declarations, which
// no workbook has.
func (s *partScan) bang(c byte) {
	s.name = append(s.name, c)
	const comment, cdata = "--", "[CDATA["
	switch name := string(s.name); {
	case name == comment:
		s.state = atComment
	case name == cdata:
		s.state = atCDATA
	case !strings.HasPrefix(comment, name) && !strings.HasPrefix(cdata, name):
		s.doctype, s.state = true, atDirective
	}
}

// isForeignEncoding tells from an XML declaration that the bytes of the part may
// not be what they look like. Those of the Windows and ISO 8859 families keep every
// ASCII letter.
func isForeignEncoding(declaration string) bool {
	_, after, ok := strings.Cut(strings.ToLower(declaration), "encoding")
	if !ok {
		return false
	}
	name := strings.TrimLeft(after, "= \t\r\n\"'")
	for _, plain := range []string{"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-", "windows-125"} {
		if strings.HasPrefix(name, plain) {
			return false
		}
	}
	return true
}

// begin is called when the name of a tag is complete.
func (s *partScan) begin() {
	s.text = 0
	if s.closing {
		return
	}
	s.element, s.given = elementOf(s.name), 0
	s.cost += elementCost[s.element]
	s.depth++
	s.deepest = max(s.deepest, s.depth)
	if s.element == elementItem && s.sharing && s.depth == 2 {
		s.shared = append(s.shared, 0)
	}
	s.open(s.element, s.depth)
}

// end is called at the end of a tag.
func (s *partScan) end() {
	if s.closing || s.before[1] == '/' {
		s.close(s.depth)
		s.depth--
	}
	s.state, s.text = atText, 0
}

// memory is what the part takes once it is parsed, with as many rows as may be read.
func (s *partScan) memory(rows int) int64 {
	if s.binary {
		return s.size
	}
	s.flush()
	spans := int64(0)
	for _, m := range s.merges {
		spans += int64(max(0, min(m.bottom, rows)-m.top+1))
	}
	padded := max(0, s.cells-s.present)*paddedCellCost + s.rows*paddedRowCost
	return s.size*byteCost + s.cost + padded + s.repeated*repeatedCost + int64(s.deepest)*deepElementCost + int64(len(s.shared))*16 + spans*spanCost
}
