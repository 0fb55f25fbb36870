package xlsx

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// cellFormat is a number format: its sections, of which the value chooses one.
type cellFormat []section

// section is what the reading of a number needs of one section of a format.
type section struct {
	percent, date, time bool
	months              bool   // a date shown as month and year only
	note                string // in Bahasa, where what is shown differs from the value
	compare             string // of a condition such as [>=1000], "" without one
	bound               decimal.Decimal
	literal             literal
}

func (b *Book) format(sheet, cell string) cellFormat {
	id, err := b.file.GetCellStyle(sheet, cell)
	if err != nil {
		return nil
	}
	if known, ok := b.styles[id]; ok {
		return known
	}
	var format cellFormat
	if style, err := b.file.GetStyle(id); err == nil {
		format = readFormat(style.NumFmt, style.CustomNumFmt)
	}
	b.styles[id] = format
	return format
}

// of is the section that shows a value (ECMA-376 part 1, 18.8.31): the first whose
// condition holds; without conditions one for numbers above zero, one for those
// below, one for zero, with fewer sections sharing.
func (f cellFormat) of(v decimal.Decimal) section {
	numbers := f[:min(len(f), 3)] // the fourth is for texts
	for i, s := range numbers {
		switch {
		case s.compare != "":
			if s.holds(v) {
				return s
			}
		case i == len(numbers)-1, i == 0 && v.IsPositive(), i == 0 && len(numbers) == 2 && v.IsZero(), i == 1 && v.IsNegative():
			return s
		}
	}
	if len(f) == 0 {
		return section{}
	}
	return f[0]
}

func (s section) holds(v decimal.Decimal) bool {
	order := v.Cmp(s.bound)
	return strings.Contains(s.compare, "<") && order < 0 || strings.Contains(s.compare, ">") && order > 0 ||
		strings.Contains(s.compare, "=") && order == 0
}

// readFormat understands a format by its code, or by its built-in number (ECMA-376
// part 1, 18.8.30).
func readFormat(id int, custom *string) cellFormat {
	if custom != nil && *custom != "" {
		var f cellFormat
		for _, code := range splitSections(*custom) {
			f = append(f, readSection(code))
		}
		return f
	}
	return cellFormat{{
		percent: id == 9 || id == 10,
		date:    id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58,
		time:    id >= 18 && id <= 21 || id >= 45 && id <= 47,
		months:  id == 17,
	}}
}

var (
	quotedLiterals  = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.`)
	formatLiterals  = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)
	formatCondition = regexp.MustCompile(`\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]`)
	elapsedTime     = regexp.MustCompile(`\[(?:h+|m+|s+)\]`)
	scaledDigits    = regexp.MustCompile(`[0#?](,+)(?:[^0#?,]|$)`)
)

// splitSections splits a code at the semicolons outside its literals.
func splitSections(code string) []string {
	plain := formatLiterals.ReplaceAllStringFunc(code, func(s string) string { return strings.Repeat("x", len(s)) })
	var out []string
	for {
		i := strings.IndexByte(plain, ';')
		if i < 0 {
			return append(out, code)
		}
		out = append(out, code[:i])
		code, plain = code[i+1:], plain[i+1:]
	}
}

func readSection(code string) section {
	var s section
	shown := strings.ToLower(quotedLiterals.ReplaceAllString(code, ""))
	if m := formatCondition.FindStringSubmatch(shown); m != nil {
		s.compare, s.bound = m[1], decimal.RequireFromString(m[2])
	}
	elapsed := elapsedTime.MatchString(shown)
	shown = formatLiterals.ReplaceAllString(shown, "")
	if strings.Contains(shown, "general") {
		return s
	}
	s.time = elapsed || strings.ContainsAny(shown, "hs")
	s.date = strings.ContainsAny(shown, "yd") || !s.time && strings.Contains(shown, "m")
	s.months = s.date && strings.Contains(shown, "m") && !strings.Contains(shown, "d")
	s.percent = strings.Contains(shown, "%")
	s.literal = readLiteral(code)
	if m := scaledDigits.FindStringSubmatch(shown); m != nil && !s.date && !s.time {
		s.note = "format sel menampilkannya dalam " + [...]string{"ribuan", "jutaan", "miliaran"}[min(len(m[1]), 3)-1] + ", yang dihitung nilai selnya"
	}
	if strings.TrimSpace(code) == "" {
		s.note = "format sel menyembunyikannya, yang dihitung nilai selnya"
	}
	return s
}
