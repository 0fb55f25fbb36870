package reconcile

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// numberTexts are texts as people type them. What they mean is written "1234" for
// one value, "1234|1.234" for two, "blank" where nothing is said and "none" for
// what is no number; "~" marks irregular separators, the unit stands last.
var numberTexts = []struct{ text, want string }{
	// nothing said
	{"", "blank"}, {" ", "blank"}, {"\u00a0", "blank"}, {"\t\n", "blank"}, {"-", "blank"}, {" - ", "blank"},
	{"--", "blank"}, {"---", "blank"}, {"- -", "blank"}, {"–", "blank"}, {"—", "blank"}, {"−", "blank"}, {"－", "blank"},
	{"‑", "blank"}, {"'-", "blank"}, {"\u200b", "blank"}, {"\ufeff-", "blank"},

	// zero is said
	{"0", "0"}, {"nihil", "0"}, {"Nihil", "0"}, {" NIHIL ", "0"}, {"0,00", "0"}, {"0.00", "0"}, {"-0", "0"}, {"(0)", "0"},
	{"Rp0", "0 Rp"}, {"Rp 0,-", "0 Rp"}, {"0%", "0 %"}, {"0 Org", "0 Org"}, {"00", "0"}, {"0.000", "0"}, {"0,000", "0"},

	// id-ID
	{"5", "5"}, {"25", "25"}, {"007", "7"}, {"12500000", "12500000"}, {"12500000,00", "12500000"}, {"12500000,5", "12500000.5"},
	{"12.500.000", "12500000"}, {"12.500.000,00", "12500000"}, {"1.234.567,89", "1234567.89"}, {"1.234.567", "1234567"},
	{"15.000,5", "15000.5"}, {"15.000,00", "15000"}, {"0,5", "0.5"}, {"0,125", "0.125"}, {"23,75", "23.75"},
	{"1.234.567,8912", "1234567.8912"}, {"999.999.999.999,99", "999999999999.99"},

	// en-US
	{"12,500,000", "12500000"}, {"12,500,000.00", "12500000"}, {"1,234,567.89", "1234567.89"}, {"15,000.5", "15000.5"},
	{"23.75", "23.75"}, {"0.5", "0.5"}, {"696,263,250.00", "696263250"}, {"1,843,426,500.00", "1843426500"},

	// spaces between groups
	{"12 500 000", "12500000"}, {"12 500 000,50", "12500000.5"}, {"12\u00a0500\u00a0000", "12500000"}, {"12\u202f500", "12500"},
	{"5 000", "5000"}, {"5 0", "none"}, {"12 50", "none"}, {"1 2 3", "none"},

	// two readings, and never a guess
	{"1.234", "1234|1.234"}, {"1,234", "1234|1.234"}, {"12.500", "12500|12.5"}, {"999,999", "999999|999.999"}, {"1.000", "1000|1"},
	{"-1.234", "-1234|-1.234"}, {"Rp1.234", "1234|1.234 Rp"}, {"1.234 Org", "1234|1.234 Org"}, {"1.234%", "1234|1.234 %"},
	{"1.234,567", "1234.567|1234567"}, {"1,234.567", "1234.567|1234567"}, {"52.566,625", "52566.625|52566625"},
	{"1.234.567,891", "1234567.891|1234567891"}, {"12.500.000,000", "12500000|12500000000"}, {"1 234.567", "1234.567|1234567"},

	// one reading after all: no group begins with 0 or has four digits
	{"0.234", "0.234"}, {"0,234", "0.234"}, {"1234.567", "1234.567"}, {"1234,567", "1234.567"}, {"1.2345", "1.2345"},
	{"000.500", "0.5"},

	// irregular separators, one reading by the groups
	{"15.000.000.00", "15000000~"}, {"273.750.000.00", "273750000~"}, {"1.825.000.000.00", "1825000000~"}, {"24.740.500.00", "24740500~"},
	{"52.566,625.00", "52566625~"}, {"210.266,500.00", "210266500~"}, {"15,000,000,00", "15000000~"}, {"12.500.00", "12500~"},
	{"15.000.000.50", "15000000.5~"}, {"1.234.5", "1234.5~"}, {"1,234.567 891", "1234567891~"}, {"12.500,000.5", "12500000.5~"},
	{"1,000.000.00", "1000000~"}, {"(15.000.000.00)", "-15000000~"},
	{"1.234,567.891", "1234567891|1234567.891~"}, {"1.234,567,890", "1234567890|1234567.89~"},

	// broken groups
	{"12.50.000", "none"}, {"1.23.456", "none"}, {"1,23,456", "none"}, {"12.5000.000", "none"}, {"1234.567.890", "none"},
	{"0.234.567", "none"}, {"1.234,5.6", "none"}, {"12,500.00.00", "none"}, {"1.234.567,89,1", "none"}, {"12.5 00", "none"},
	{"12.500.0000", "none"}, {"1.234.5678", "none"}, {"12..500", "none"}, {"12.,5", "none"}, {"12. 500", "none"}, {".5", "none"},
	{",5", "none"}, {"5.", "none"}, {"5,", "none"}, {".", "none"}, {",", "none"}, {"1'000'000", "none"},

	// rupiah around it
	{"Rp 12.500.000,-", "12500000 Rp"}, {"Rp12.500.000,-", "12500000 Rp"}, {"Rp. 12.500.000,-", "12500000 Rp"}, {"Rp.12.500.000", "12500000 Rp"},
	{"rp 12.500.000", "12500000 Rp"}, {"RP 12.500.000,00", "12500000 Rp"}, {"IDR 12,500,000.00", "12500000 Rp"}, {"12.500.000,-", "12500000"},
	{"12.500.000,--", "12500000"}, {"12.500.000.-", "12500000~"}, {"12,500,000.-", "12500000"}, {"12.500.000,–", "12500000"}, {"12.500.000 Rp", "12500000 Rp"},
	{"12.500.000 rupiah", "12500000 rupiah"}, {"Rp 12.500.000 Rupiah", "12500000 Rupiah"}, {"Rp\u00a012.500.000", "12500000 Rp"},
	{"Rp 750.000,-", "750000 Rp"}, {"750,000.-", "750000"}, {"1.234,-", "1234"}, {"5,-", "5"}, {"1.234,567,-", "1234567~"}, // the dash is the sen
	{"12.500,50,-", "none"}, {"5 Org,-", "none"}, {",-", "none"}, {"Rp ,-", "none"}, {"1.23,-", "none"},
	{"Rp", "none"}, {"Rp -", "none"}, {"Rp.", "none"}, {"Rp Rp 5", "none"}, {"Rp 5 Org", "none"}, {"$5", "none"}, {"Rp12,x", "none"},

	// signs
	{"-5", "-5"}, {"- 5", "-5"}, {"+5", "5"}, {"−5", "-5"}, {"–5", "-5"}, {"(5)", "-5"}, {"( 5 )", "-5"}, {"(1.000.000)", "-1000000"},
	{"Rp (1.000.000)", "-1000000 Rp"}, {"(Rp 1.000.000)", "-1000000 Rp"}, {"-Rp1.000.000", "-1000000 Rp"}, {"Rp -1.000.000", "-1000000 Rp"},
	{"(5) Org", "-5 Org"}, {"(5", "none"}, {"5)", "none"}, {"(-5)", "none"}, {"--5", "none"}, {"-(5)", "none"}, {"+-5", "none"},
	{"5-", "none"}, {"±5", "none"}, {"> 5", "none"}, {"≥ 95%", "none"}, {"=5", "none"},

	// units
	{"5 Org", "5 Org"}, {"5Org", "5 Org"}, {"5 Org.", "5 Org."}, {"5  Orang", "5 Orang"}, {"5\nOrang", "5 Orang"}, {"2 Dok", "2 Dok"},
	{"12 Bulan", "12 Bulan"}, {"10 Orang-Hari", "10 Orang-Hari"}, {"10 Orang–Hari", "10 Orang-Hari"}, {"10 OH", "10 OH"}, {"23%", "23 %"},
	{"23,75 %", "23.75 %"}, {"23.75%", "23.75 %"}, {"７５％", "75 %"}, {"23 persen", "23 persen"}, {"1.500 Dok", "1500|1.5 Dok"},
	{"5 (lima) Orang", "5 (lima) Orang"}, {"1.000.000 Orang", "1000000 Orang"},
	{"5*", "none"}, {"5?", "none"}, {"5 -", "none"}, {"5/Org", "none"}, {"5;", "none"}, {"5 Org 3 Dok", "none"}, {"5 Org, 3", "none"},

	// a multiple is no unit: 5 ribu is not 5
	{"5 ribu", "none"}, {"5 ribu Org", "none"}, {"12,5 juta", "none"}, {"Rp 12,5 juta", "none"}, {"2 Miliar", "none"}, {"2 milyar", "none"},
	{"1,2 triliun", "none"}, {"500 rb", "none"}, {"12 jt", "none"}, {"5 Jtn", "5 Jtn"},

	// disguises
	{"１２", "12"}, {"１２．５００．０００", "12500000"}, {"'12500000", "12500000"}, {"’12500000", "12500000"}, {"‘12500000", "12500000"},
	{"` 25", "25"}, {"' 25", "25"}, {"' '25", "25"}, {"'", "blank"}, {"' '", "blank"}, {"\u00a025\u00a0", "25"}, {"\u200b25", "25"}, {"2\u200b5", "25"}, {"\u200e12.500.000\u200f", "12500000"},
	{"\ufeff25", "25"},

	// digits that are not: superscripts, fractions, other scripts
	{"10²", "none"}, {"5¹", "none"}, {"½", "none"}, {"5½", "none"}, {"①", "none"}, {"٣", "none"}, {"5٣", "none"}, {"Ⅳ", "none"}, {"5 m²", "none"},

	// no numbers
	{"12,x", "none"}, {"1O.000", "none"}, {"12.500.00O", "none"}, {"1O", "none"}, {"1OO", "none"}, {"l2", "none"}, {"1/2", "none"}, {"31/03/2020", "none"}, {"31-03-2020", "none"},
	{"10:30", "none"}, {"5 s.d. 10", "none"}, {"35 s/d 40", "none"}, {"5-10", "none"}, {"5 x 2", "none"}, {"5+5", "none"}, {"2,5,x", "none"},
	{"1e5", "none"}, {"1E+400", "none"}, {"0x10", "none"}, {"NaN", "none"}, {"Inf", "none"}, {"B", "none"}, {"BB", "none"}, {"B (Baik)", "none"},
	{"lima", "none"}, {"belum ada", "none"}, {"n/a", "none"}, {"nihil 5", "none"}, {"tidak nihil", "none"}, {"#REF!", "none"}, {"TRUE", "none"},
	{"\xff", "none"}, {"5\xff", "none"},

	// as many digits as an amount can have, and one more
	{"123456789012345678", "123456789012345678"}, {"1234567890123456789", "none"}, {"999.999.999.999.999.999", "999999999999999999"},
	{"1.234.567.890.123.456.789", "none"}, {strings.Repeat("9", 5000), "none"}, {strings.Repeat("1.", 5000), "none"},
}

func showReading(r Reading) string {
	switch {
	case r.Blank:
		return "blank"
	case len(r.Values) == 0:
		return "none"
	}
	out := make([]string, 0, len(r.Values))
	for _, v := range r.Values {
		out = append(out, v.String())
	}
	text := strings.Join(out, "|")
	if r.Odd {
		text += "~"
	}
	return strings.TrimSpace(text + " " + r.Unit)
}

func TestReadNumber(t *testing.T) {
	for _, c := range numberTexts {
		r := ReadNumber(c.text)
		if got := showReading(r); got != c.want {
			t.Errorf("%q is read %s, want %s", clip(c.text), got, c.want)
		}
		if one := c.want != "blank" && c.want != "none" && !strings.Contains(c.want, "|"); r.Settled() != one {
			t.Errorf("%q settled: %t, want %t", clip(c.text), r.Settled(), one)
		}
	}
}

// A text and the same text in its usual wrappings mean the same.
func TestReadNumberWrapped(t *testing.T) {
	for _, c := range numberTexts {
		want := showReading(ReadNumber(c.text))
		for _, wrapped := range []string{" " + c.text, c.text + " ", "\u00a0" + c.text, "\t" + c.text + "\n", "\u200b" + c.text} {
			if got := showReading(ReadNumber(wrapped)); got != want {
				t.Errorf("%q is read %s, %q %s", clip(wrapped), got, clip(c.text), want)
			}
		}
	}
}

func TestReadStored(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"0", "0"}, {"-0", "0"}, {"5", "5"}, {"12500000", "12500000"}, {"0.2625", "0.2625"}, {"-12.5", "-12.5"},
		{"0.07000000000000001", "0.07"}, {"0.070000000000000007", "0.07"}, {"0.30000000000000004", "0.3"}, {"2.4499999999999997", "2.45"},
		{"0.57999999999999996", "0.58"}, {"52566624.999999999", "52566625"}, {"1234567890.1234567", "1234567890.12346"},
		{"123456789012345", "123456789012345"}, {"1234567890123454", "1234567890123450"}, {"1234567890123455", "1234567890123460"},
		{"-1234567890123455", "-1234567890123460"}, {"99999999999999995", "100000000000000000"}, {"0.1234567890123455", "0.123456789012346"},
		{"1.5E+9", "1500000000"}, {"1.5e9", "1500000000"}, {"1E-3", "0.001"}, {"2.5E-05", "0.000025"}, {"1E+05", "100000"}, {"1E0", "1"},
		{"1E+12", "1000000000000"}, {"1E+30", "1" + strings.Repeat("0", 30)}, {"1E-30", "0." + strings.Repeat("0", 29) + "1"},
		{strings.Repeat("0", 39) + "5", "5"}, {strings.Repeat("0", 40) + "5", "none"},
		{"1E+31", "none"}, {"1E+99", "none"}, {"1E+400", "none"}, {"1E400", "none"}, {"1E-400", "none"}, {"1E+999999999", "none"},
		{"1e2147483647", "none"}, {"1E-2147483648", "none"}, {strings.Repeat("9", 41), "none"}, {"0." + strings.Repeat("0", 100) + "1", "none"},
		{"", "none"}, {" ", "none"}, {"x", "none"}, {"12,5", "none"}, {"1.2.3", "none"}, {"1_000", "none"}, {"NaN", "none"}, {"Infinity", "none"},
		{"-Inf", "none"}, {".", "none"}, {"-", "none"}, {"E5", "none"}, {"1E", "none"}, {"1E5E5", "none"}, {"0x1p4", "none"}, {"#REF!", "none"},
	} {
		got := "none"
		if v, ok := ReadStored(c.raw); ok {
			got = v.String()
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s", clip(c.raw), got, c.want)
		}
	}
}

func TestRoundSen(t *testing.T) {
	for _, c := range []struct {
		in, want string
		rounded  bool
	}{
		{"0", "0", false}, {"12500000", "12500000", false}, {"0.01", "0.01", false}, {"1.10", "1.1", false}, {"1.100", "1.1", false},
		{"0.004", "0", true}, {"0.005", "0.01", true}, {"1.005", "1.01", true}, {"1.015", "1.02", true}, {"1.025", "1.03", true},
		{"2.675", "2.68", true}, {"1.0049999999", "1", true}, {"-0.004", "0", true}, {"-0.005", "-0.01", true}, {"-1.005", "-1.01", true},
		{"-1.025", "-1.03", true}, {"-2.674", "-2.67", true}, {"999999999999999.995", "1000000000000000", true},
	} {
		got, rounded := RoundSen(dec(c.in))
		if !got.Equal(dec(c.want)) || rounded != c.rounded {
			t.Errorf("%s is rounded to %s (%t), want %s (%t)", c.in, got, rounded, c.want, c.rounded)
		}
	}
}

// readings are the possible values of figures, "1234|1.234 - 5": "-" has none.
func readings(text string) [][]decimal.Decimal {
	var out [][]decimal.Decimal
	for _, f := range strings.Fields(text) {
		var o []decimal.Decimal
		for _, v := range strings.Split(f, "|") {
			if v != "-" {
				o = append(o, dec(v))
			}
		}
		out = append(out, o)
	}
	return out
}

func TestSettleSum(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"1234|1.234 1000 2234", "1234 1000 2234"},
		{"1234|1.234 1000 1001.234", "1.234 1000 1001.234"},
		{"1234|1.234 1000 3000", ""},
		{"1234|1.234 1234|1.234 1235.234", ""}, // either may be the large one
		{"1234|1.234 1234|1.234 2468", "1234 1234 2468"},
		{"1000|1 1000|1 1000|1 1000|1 4000|4", ""}, // all large or all small
		{"1000|1 1000|1 1000|1 1000|1 4000", "1000 1000 1000 1000 4000"},
		{"25|2500 25|2500 25|2500 25|2500 100", "25 25 25 25 100"},
		{"1.5|150 0.5|50 2|200", ""},
		{"- 5 5", "0 5 5"},
		{"- - 5", ""},
		{"- - 0", "0 0 0"},
		{"5 5 -", ""}, // no sum, nothing to decide by
		{"5", ""},
		{"", ""},
		{"5 5", "5 5"},
		{"5 6", ""},
		{"-5 10 5", "-5 10 5"},
		{"5|5 5", ""}, // the same value twice is no decision
		{strings.Repeat("1|2 ", 11) + "11|22", ""},
		{strings.Repeat("1|2 ", 11) + "22", strings.TrimSpace(strings.Repeat("2 ", 11)) + " 22"},
		{strings.Repeat("1|2 ", 12) + "12", strings.TrimSpace(strings.Repeat("1 ", 12)) + " 12"},
		{strings.Repeat("1|2 ", 13) + "26", ""}, // more than 4096 combinations
		{strings.Repeat("1|2 ", 200) + "200", ""},
	} {
		got, ok := SettleSum(readings(c.in))
		var texts []string
		for _, v := range got {
			texts = append(texts, v.String())
		}
		if text := strings.Join(texts, " "); text != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %t, want %q", clip(c.in), text, ok, c.want)
		}
	}
}

// idID writes a number as an Indonesian office does, without the program's help.
func idID(coefficient uint64, places int) string {
	digits := decimal.NewFromUint64(coefficient).String()
	for len(digits) <= places {
		digits = "0" + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	var groups []string
	for len(whole) > 3 {
		groups, whole = append(groups, whole[len(whole)-3:]), whole[:len(whole)-3]
	}
	groups = append(groups, whole)
	slices.Reverse(groups)
	text := strings.Join(groups, ".")
	if places > 0 {
		text += "," + fraction
	}
	return text
}

func TestIDID(t *testing.T) {
	for _, c := range []struct {
		coefficient uint64
		places      int
		want        string
	}{{0, 0, "0"}, {5, 2, "0,05"}, {123456789, 2, "1.234.567,89"}, {1000, 0, "1.000"}, {999, 0, "999"}, {1000000, 3, "1.000,000"}} {
		if got := idID(c.coefficient, c.places); got != c.want {
			t.Errorf("%d e-%d is written %s, want %s", c.coefficient, c.places, got, c.want)
		}
	}
}

func contains(vs []decimal.Decimal, v decimal.Decimal) bool { return slices.ContainsFunc(vs, v.Equal) }

func FuzzReadNumber(f *testing.F) {
	for i, c := range numberTexts {
		if len(c.text) > 100 {
			continue // slow to minimize
		}
		f.Add(c.text, uint64(i*i*i*7919), i%6)
	}
	f.Add("", uint64(123456789), 2)
	f.Fuzz(func(t *testing.T, text string, coefficient uint64, places int) {
		checkReading(t, text)
		coefficient, places = coefficient%1e15, int(uint(places)%6)
		want := decimal.New(int64(coefficient), -int32(places))
		for _, s := range []string{idID(coefficient, places), "Rp" + idID(coefficient, places), idID(coefficient, places) + " Org"} {
			if r := ReadNumber(s); !contains(r.Values, want) || r.Odd {
				t.Errorf("%q is read %s, want %s among it", s, showReading(r), want)
			}
		}
		enUS := strings.NewReplacer(".", ",", ",", ".").Replace(idID(coefficient, places))
		if r := ReadNumber("(" + enUS + ")"); !contains(r.Values, want.Neg()) {
			t.Errorf("(%s) is read %s", enUS, showReading(r))
		}
		if r := ReadNumber(idID(coefficient, 2)); !r.Settled() {
			t.Errorf("%s with its sen is read %s", idID(coefficient, 2), showReading(r))
		}
	})
}

// checkReading holds what is true of every text.
func checkReading(t *testing.T, text string) {
	t.Helper()
	r := ReadNumber(text)
	if r.Blank && (len(r.Values) > 0 || r.Unit != "" || r.Odd) {
		t.Errorf("%q says nothing and yet %s", text, showReading(Reading{Values: r.Values, Unit: r.Unit, Odd: r.Odd}))
	}
	nonzero := strings.ContainsAny(text, "123456789")
	for i, v := range r.Values {
		if v.IsZero() && (nonzero || !strings.ContainsAny(text, "0０") && !strings.Contains(strings.ToLower(text), "nihil")) {
			t.Errorf("%q is no zero", text)
		}
		if contains(r.Values[:i], v) {
			t.Errorf("%q has one value twice: %s", text, showReading(r))
		}
		if v.IsNegative() != r.Values[0].IsNegative() {
			t.Errorf("%q has two signs: %s", text, showReading(r))
		}
	}
	checkLetters(t, text, r)
	checkDisguises(t, text, r)
	if len(r.Values) > 2 {
		t.Errorf("%q has %d values", text, len(r.Values))
	}
	if !r.Settled() || r.Values[0].NumDigits() > 15 {
		return
	}
	v := r.Values[0]
	if again := ReadNumber(FormatNumber(v)); !contains(again.Values, v) {
		t.Errorf("%q is %s, and %s is %s", text, v, FormatNumber(v), showReading(again))
	}
	sen, _ := RoundSen(v)
	checkSettles(t, FormatFull(sen), sen)
	checkSettles(t, FormatRupiah(v.Truncate(0))+",-", v.Truncate(0))
}

// checkLetters: the letters of a text with a value are those of its currency and its
// unit, or it is the word nihil.
func checkLetters(t *testing.T, text string, r Reading) {
	t.Helper()
	if len(r.Values) == 0 {
		return
	}
	rest := strings.ToLower(cleanText(text))
	if rest == "nihil" && r.Values[0].IsZero() {
		return
	}
	if unit := strings.ToLower(r.Unit); strings.HasSuffix(rest, unit) {
		rest = strings.TrimSuffix(rest, unit)
	}
	rest = strings.TrimLeft(rest, "(+- ")
	for _, currency := range []string{"rp", "idr"} {
		rest = strings.TrimPrefix(rest, currency)
	}
	if strings.ContainsFunc(rest, unicode.IsLetter) {
		t.Errorf("%q is read %s with letters in %q", text, showReading(r), rest)
	}
}

// checkDisguises: a text reads the same in the forms that programs and people give
// it.
func checkDisguises(t *testing.T, text string, r Reading) {
	t.Helper()
	if !utf8.ValidString(text) {
		return
	}
	wide := strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, text)
	half := len(text) / 2
	for half > 0 && !utf8.RuneStart(text[half]) {
		half--
	}
	for _, disguised := range []string{
		wide, "'" + text, "\u00a0" + text, text + "\u202f", text[:half] + "\u200b" + text[half:], "\u200e" + text + "\u200f",
		strings.ReplaceAll(text, " ", "\u00a0"), strings.ReplaceAll(text, " ", "\u2009"), strings.ReplaceAll(text, "-", "\u2013"), strings.ReplaceAll(text, "-", "\u2212"),
	} {
		if got := showReading(ReadNumber(disguised)); got != showReading(r) {
			t.Errorf("%q is read %s, %q %s", text, showReading(r), disguised, got)
		}
	}
}

func checkSettles(t *testing.T, text string, want decimal.Decimal) {
	t.Helper()
	if r := ReadNumber(text); !r.Settled() || !r.Values[0].Equal(want) {
		t.Errorf("%s is written %s and read %s", want, text, showReading(r))
	}
}

func FuzzReadStored(f *testing.F) {
	for _, raw := range []string{"0", "0.07000000000000001", "1.5E+9", "1E+400", "-1E-20", "999999999999999999999", "1_0", "+5", "1E+0000000000000000005"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		v, ok := ReadStored(raw)
		if !ok {
			return
		}
		exact, err := decimal.NewFromString(raw)
		if err != nil {
			t.Fatalf("%q is no number: %v", raw, err)
		}
		if v.IsZero() != exact.IsZero() || v.Sign() != exact.Sign() {
			t.Errorf("%q became %s", raw, v)
		}
		if off := v.Sub(exact).Abs().Shift(14); off.GreaterThan(exact.Abs()) {
			t.Errorf("%q became %s, beyond 15 digits", raw, v)
		}
		if again, ok := ReadStored(v.String()); len(v.String()) <= 40 && (!ok || !again.Equal(v)) {
			t.Errorf("%q became %s and then %s", raw, v, again)
		}
	})
}

// FuzzSettleSum compares with every combination there is.
func FuzzSettleSum(f *testing.F) {
	f.Add([]byte{2, 1, 2, 2, 3, 4, 1, 5})
	f.Add([]byte{1, 1, 1, 1, 1, 2})
	f.Add([]byte("\x02\x01\x03\x02\x01\x03\x00\x01\x04"))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		var options [][]decimal.Decimal
		for len(bytes) > 0 && len(options) < 6 {
			n := min(int(bytes[0]%4), len(bytes)-1)
			var o []decimal.Decimal
			for _, b := range bytes[1 : 1+n] {
				o = append(o, decimal.NewFromInt(int64(b%16)))
			}
			options, bytes = append(options, o), bytes[1+n:]
		}
		got, ok := SettleSum(options)
		fits := allFits(options)
		if ok != (len(fits) == 1) {
			t.Fatalf("%v: %v %t, of %d that fit", options, got, ok, len(fits))
		}
		for i := range got {
			if !got[i].Equal(fits[0][i]) {
				t.Errorf("%v: %v, want %v", options, got, fits[0])
			}
		}
	})
}

// allFits lists the combinations whose first figures add up to the last.
func allFits(options [][]decimal.Decimal) [][]decimal.Decimal {
	if len(options) < 2 || len(options[len(options)-1]) == 0 {
		return nil
	}
	combinations := [][]decimal.Decimal{nil}
	for _, o := range options {
		if len(o) == 0 {
			o = []decimal.Decimal{decimal.Zero}
		}
		var next [][]decimal.Decimal
		for _, c := range combinations {
			for _, v := range o {
				next = append(next, append(slices.Clone(c), v))
			}
		}
		combinations = next
	}
	return slices.DeleteFunc(combinations, func(c []decimal.Decimal) bool {
		last := len(c) - 1
		return !decimal.Sum(decimal.Zero, c[:last]...).Equal(c[last])
	})
}
