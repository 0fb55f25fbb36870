package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// names finds a name that is given twice, without regard to case and spacing.
type names map[string]string

// fold is how two spellings are compared.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// claim notes that owner goes by a name; a name that is taken is a problem.
func (ns names) claim(d *decoder, v value, name, owner string) {
	if name == "" {
		return
	}
	if other, taken := ns[fold(name)]; taken {
		d.problem(v, fmt.Sprintf("%q is already given at %s", name, other), "A name can belong to one only.")
		return
	}
	ns[fold(name)] = owner
}

// agencyCode is safe as the name of a folder on Linux and Windows.
var agencyCode = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,38}[A-Za-z0-9])?$`)

// reserved are names that Windows gives to devices.
var reserved = []string{"con", "prn", "aux", "nul",
	"com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

func (d *decoder) agencies(v value, dst *[]Agency) {
	codes, called := names{}, names{}
	var out []Agency
	for _, item := range d.items(v) {
		a, at := d.agency(item)
		codes.claim(d, at["code"], a.Code, item.path)
		called.claim(d, at["name"], a.Name, item.path)
		for i, alias := range a.Aliases {
			called.claim(d, at[fmt.Sprint("alias", i)], alias, item.path)
		}
		out = append(out, a)
	}
	*dst = out
}

// agency reads one agency, and where its code and names stand.
func (d *decoder) agency(v value) (a Agency, at map[string]value) {
	at = map[string]value{}
	d.fields(v, map[string]func(value){
		"code": func(v value) { at["code"] = v; d.code(v, &a.Code) },
		"name": func(v value) { at["name"] = v; d.text(v, &a.Name) },
		"aliases": func(v value) {
			for _, item := range d.items(v) {
				var s string
				if d.text(item, &s) {
					at[fmt.Sprint("alias", len(a.Aliases))] = item
					a.Aliases = append(a.Aliases, s)
				}
			}
		},
		"head":       func(v value) { d.text(v, &a.Head) },
		"nip":        func(v value) { d.nip(v, &a.NIP) },
		"recipients": func(v value) { d.recipients(v, &a.Recipients) },
		"head_mail":  func(v value) { d.recipients(v, &a.HeadMail) },
	})
	for _, key := range []string{"code", "name"} {
		if _, given := at[key]; !given && !v.null() {
			d.problem(v, "has no "+key, "Every agency needs a code and a name.")
		}
	}
	if v.null() {
		d.problem(v, "is empty", "Every agency needs a code and a name.")
	}
	return a, at
}

// ValidCode reports whether an agency can go by a code, which names folders, too.
func ValidCode(s string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(s), ".")
	return agencyCode.MatchString(s) && !slices.Contains(reserved, stem)
}

func (d *decoder) code(v value, dst *string) {
	var s string
	if !d.text(v, &s) {
		return
	}
	if !ValidCode(s) {
		d.problem(v, fmt.Sprintf("%q cannot be a code", s),
			"Use up to 40 letters, digits, dots and dashes: the code names folders, too.")
		return
	}
	*dst = s
}

func (d *decoder) nip(v value, dst *string) {
	var s string
	if !d.text(v, &s) {
		return
	}
	digits := strings.ReplaceAll(s, " ", "")
	if len(digits) != 18 || strings.Trim(digits, "0123456789") != "" {
		d.problem(v, fmt.Sprintf("%q is not a NIP", s), "A NIP has 18 digits, spaces allowed.")
		return
	}
	*dst = s
}

func (d *decoder) recipients(v value, dst *[]string) {
	var out []string
	for _, item := range d.items(v) {
		var s string
		if d.address(item, &s); s != "" {
			out = append(out, s)
		}
	}
	*dst = out
}

// units reads either a list of aliases, or aliases together with counted.
func (d *decoder) units(v value, dst *[]Unit) {
	spelled := names{}
	var out []Unit
	for _, child := range d.pairs(v) {
		u := Unit{Name: child.name()}
		spelled.claim(d, value{path: child.path, node: child.key}, u.Name, child.path)
		aliases := func(v value) {
			for _, item := range d.items(v) {
				var s string
				if d.text(item, &s) {
					spelled.claim(d, item, s, child.path)
					u.Aliases = append(u.Aliases, s)
				}
			}
		}
		if isList(child.node) {
			aliases(child)
		} else {
			d.fields(child, map[string]func(value){
				"aliases": aliases,
				"counted": func(v value) { d.yes(v, &u.Counted) },
			})
		}
		out = append(out, u)
	}
	*dst = out
}

// names reads groups of words that mean the same in names of lines.
func (d *decoder) names(v value, dst *[][]string) {
	meant := names{}
	var out [][]string
	for _, group := range d.items(v) {
		var words []string
		items := d.items(group)
		for _, item := range items {
			var s string
			if !d.text(item, &s) {
				continue
			}
			if !strings.ContainsFunc(s, unicode.IsLetter) {
				d.problem(item, fmt.Sprintf("%q is not a word", s), "Write words or phrases as they stand in names, for example [PNS, ASN].")
				continue
			}
			meant.claim(d, item, s, group.path)
			words = append(words, s)
		}
		if isList(group.node) && len(items) < 2 {
			d.problem(group, "has nothing that means the same", "Write two words or more, for example [PNS, ASN].")
		}
		out = append(out, words)
	}
	*dst = out
}

func (d *decoder) lines(v value, dst *[]Line) {
	scales := make([]string, 0, 2)
	for _, s := range Default().Rules.Scales {
		scales = append(scales, s.Name)
	}
	var out []Line
	for _, child := range d.pairs(v) {
		l := Line{Code: child.name()}
		d.fields(child, map[string]func(value){
			"aggregation": func(v value) {
				d.choice(v, &l.Aggregation, "akumulatif", "posisi-akhir", "tetap", "tahunan")
			},
			"polarity": func(v value) { d.choice(v, &l.Polarity, "positif", "negatif") },
			"scale":    func(v value) { d.choice(v, &l.Scale, scales...) },
		})
		out = append(out, l)
	}
	*dst = out
}

// same reads which lines of changed plans are older ones, agency by agency; an older
// line is one line only.
func (d *decoder) same(v value, dst *[]Same) {
	var out []Same
	for _, agency := range d.pairs(v) {
		if !ValidCode(agency.name()) {
			d.problem(agency, fmt.Sprintf("%q is no code of an agency", agency.name()), "Write the code as in agencies.")
			continue
		}
		old := names{}
		for _, child := range d.pairs(agency) {
			s := Same{Agency: agency.name(), New: child.name()}
			if d.text(child, &s.Old) {
				old.claim(d, child, s.Old, child.path)
				out = append(out, s)
			}
		}
	}
	*dst = out
}

// layouts reads the words for each field; words stand for one field only.
func (d *decoder) layouts(v value, dst *[]Layout) {
	spelled := names{}
	var out []Layout
	known := map[string]func(value){}
	for _, field := range LayoutFields() {
		known[field] = func(v value) {
			l := Layout{Field: field}
			for _, item := range d.items(v) {
				var s string
				switch {
				case !d.text(item, &s):
				case !strings.ContainsFunc(s, unicode.IsLetter):
					d.problem(item, fmt.Sprintf("%q has no letter", s), "Write the words over the column, not its position.")
				default:
					spelled.claim(d, item, s, field)
					l.Words = append(l.Words, s)
				}
			}
			out = append(out, l)
		}
	}
	d.fields(v, known)
	*dst = out
}
