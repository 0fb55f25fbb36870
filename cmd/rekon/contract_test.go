package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// The JSON contract, written from design.md and not from the code: every key is
// there, no other is, and values have the form that other programs rely on. A
// pointer may be null, all else may not.

type (
	aDecimal  string // decimal without padding zeros: "0", "-12.5"
	aQuantity string // an amount, or a predicate's letters
	aPercent  string // an amount with at most four decimals
	aHash     string
	aCell     string // G7
	anAddress string // Sheet!G7
	aSeverity string
	aVerdict  string
	anInstant string // RFC 3339
	aMoment   string // the same to the microsecond
	aDay      string // 2020-04-10
)

var forms = map[reflect.Type]*regexp.Regexp{
	reflect.TypeFor[aDecimal]():  regexp.MustCompile(`^(0|-?([1-9]\d*|0\.\d*[1-9]|[1-9]\d*\.\d*[1-9]))$`),
	reflect.TypeFor[aQuantity](): regexp.MustCompile(`^(0|-?([1-9]\d*|0\.\d*[1-9]|[1-9]\d*\.\d*[1-9])|[A-Z]{1,2})$`),
	reflect.TypeFor[aPercent]():  regexp.MustCompile(`^(0|-?([1-9]\d*|0\.\d{0,3}[1-9]|[1-9]\d*\.\d{0,3}[1-9]))$`),
	reflect.TypeFor[aHash]():     regexp.MustCompile(`^[0-9a-f]{64}$`),
	reflect.TypeFor[aCell]():     regexp.MustCompile(`^([A-Z]+[1-9]\d*)?$`),
	reflect.TypeFor[anAddress](): regexp.MustCompile(`^.+![A-Z]+[1-9]\d*$`),
	reflect.TypeFor[aSeverity](): regexp.MustCompile(`^(error|warning|info)$`),
	reflect.TypeFor[aVerdict]():  regexp.MustCompile(`^(accepted|accepted-with-warnings|rejected)$`),
	reflect.TypeFor[anInstant](): regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$`),
	reflect.TypeFor[aMoment]():   regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+07:00$`),
	reflect.TypeFor[aDay]():      regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
}

type wantFinding struct {
	Code, Sheet, Line, Message string
	Severity                   aSeverity
	Cell                       aCell
	Difference                 *aDecimal
}

type wantTargets struct{ Q1, Q2, Q3, Q4, Year *aQuantity }

type wantBudgets struct{ Q1, Q2, Q3, Q4, Year *aDecimal }

type wantPlanLine struct {
	Code, Level, Polarity                                               string
	Tujuan, Sasaran, Indikator, Program, Kegiatan, Measure, Unit, Scale *string
	SubKegiatan                                                         *string `json:"subkegiatan"`
	Aggregation                                                         *string
	Target                                                              wantTargets
	Budget                                                              wantBudgets
}

type wantPlan struct {
	File     string
	SHA256   aHash `json:"sha256"`
	Agency   *string
	Year     *int
	Lines    []wantPlanLine
	Findings []wantFinding
}

type wantStoredPlan struct { // plan show: the same, with the revision
	wantPlan
	Revision int
}

type wantCells struct{ Physical, Money *anAddress }

type wantReadings struct{ Physical, Money *string } // why, where not plain

type wantReadLine struct {
	Code     string
	Physical *aQuantity
	Money    *aDecimal
	Cells    wantCells
	Readings wantReadings
}

type wantCheck struct {
	File          string
	SHA256        aHash `json:"sha256"`
	Verdict       aVerdict
	Agency        *string
	Year, Quarter *int
	Lines         []wantReadLine
	Totals        struct{ Money *aDecimal }
	Findings      []wantFinding
}

type wantPhysical struct {
	Target, Actual *aQuantity
	Deviation      *aDecimal
	Capaian        *aPercent
	Status         *string
}

type wantPhysicalYTD struct {
	wantPhysical
	Incomplete bool
}

type wantMoney struct {
	Plan, Actual, Deviation *aDecimal
	Serapan                 *aPercent
	Status                  *string
}

type wantMoneyYTD struct {
	wantMoney
	Incomplete bool
}

type wantVarianceLine struct {
	Code, Level, Name   string
	Unit                *string
	Physical            wantPhysical
	PhysicalYTD         wantPhysicalYTD `json:"physical_ytd"`
	Money               wantMoney
	MoneyYTD            wantMoneyYTD `json:"money_ytd"`
	Pagu, Sisa          *aDecimal
	PaguWritten         *aDecimal `json:"pagu_written"`
	Predikat, Efisiensi *string
}

type wantSubmission struct {
	Revision   int
	SHA256     aHash     `json:"sha256"`
	ReceivedAt anInstant `json:"received_at"`
}

type wantTotals struct {
	Plan, Actual, Pagu *aDecimal
	Serapan            *aPercent
}

type wantVariance struct {
	Agency, Status string
	Year, Quarter  int
	PlanRevision   int `json:"plan_revision"`
	Submission     wantSubmission
	Lines          []wantVarianceLine
	Totals         wantTotals
	Findings       []wantFinding
}

type wantStatus struct {
	Agency, Name, Status       string
	Year, Quarter              int
	Due                        aDay
	ReceivedAt                 *anInstant `json:"received_at"`
	LateDays                   int        `json:"late_days"`
	Revision, Errors, Warnings int
}

type wantLetter struct {
	MessageID               string `json:"message_id"`
	Kind, To, Subject, Text string
	HTML                    string `json:"html"`
	Agency                  *string
	Year, Quarter           *int
	Attachments             []string
	State                   string
	Attempts                int
	NextAttempt             *anInstant `json:"next_attempt"`
	LastError               *string    `json:"last_error"`
}

type wantPair struct {
	K  *aQuantity
	Rp *aDecimal
}

type wantE81Line struct {
	Code, Level, Name, Responsible string
	Measure, Unit                  *string
	RenstraTarget                  wantPair `json:"renstra_target"`
	RenstraPast                    wantPair `json:"renstra_past"`
	Target, Actual                 wantPair
	TargetWas                      wantPair `json:"target_was"`
	Since, Gone                    *int
	Quarters                       struct{ Q1, Q2, Q3, Q4 wantPair }
	RenstraActual                  wantPair                  `json:"renstra_actual"`
	RenstraRate                    struct{ K, Rp *aPercent } `json:"renstra_rate"`
	Incomplete                     bool
}

type wantRemark struct {
	Text   string
	Places []struct {
		Quarter int
		Line    string
	}
}

type wantE81 struct {
	File          *string
	Agency, Name  string
	Year, Quarter int
	PlanRevision  int  `json:"plan_revision"`
	RenstraEnd    *int `json:"renstra_end"`
	Reported      []int
	Complete      bool
	Lines         []wantE81Line
	Totals        struct {
		RenstraTarget   *aDecimal `json:"renstra_target"`
		RenstraPast     *aDecimal `json:"renstra_past"`
		Target, Actual  *aDecimal
		RenstraActual   *aDecimal `json:"renstra_actual"`
		RenstraRate     *aPercent `json:"renstra_rate"`
		Capaian         *aPercent
		Predikat        *string
		RenstraCapaian  *aPercent `json:"renstra_capaian"`
		RenstraPredikat *string   `json:"renstra_predikat"`
	}
	Pendorong   []wantRemark `json:"faktor_pendorong"`
	Penghambat  []wantRemark `json:"faktor_penghambat"`
	NextQuarter []wantRemark `json:"tindak_lanjut_triwulan"`
	NextYear    []wantRemark `json:"tindak_lanjut_renja"`
	Findings    []wantFinding
}

type wantHistory struct {
	Entries []wantEntry
	Faults  []wantFault
}

type wantEntry struct {
	Host, User, Kind               string
	Number                         int
	At                             aMoment
	Year, Quarter, Revision, Drop  *int
	SHA256                         *aHash `json:"sha256"`
	Agency, Reason, Detail, Before *string
	Hash                           aHash
}

type wantFault struct {
	Kind, Message         string
	Agency                *string
	Number, Year, Quarter *int
}

type wantWithdrawn struct {
	Agency, File, Reason, Status string
	Year, Quarter, Revision      int
	SHA256                       aHash           `json:"sha256"`
	DryRun                       bool            `json:"dry_run"`
	InForce                      *wantSubmission `json:"in_force"`
	Recomputed, Closed           []int
}

type wantClosed struct {
	DryRun   bool `json:"dry_run"`
	Quarters []struct {
		Agency, Name, Status    string
		Year, Quarter, Revision int
		Done                    bool
	}
	Unreported []string
}

type wantOrigin struct {
	File, Sheet       string
	SHA256            aHash `json:"sha256"`
	Cell              aCell
	Typed, Why        *string
	Less              *aDecimal
	Document, Decree  *string
	Revision, Quarter *int
	FromQuarter       *int       `json:"from_quarter"`
	ReceivedAt        *anInstant `json:"received_at"`
}

type wantInput struct {
	Line, Figure, Unit, Value *string
	Formula, Numbers, Fault   *string
	Title, Kind, Text         string
	Because                   []string
	Rules                     []struct{ Text, From string }
	Cell                      *wantOrigin
	Inputs                    []wantInput
}

type wantExplained struct {
	Agency            string
	Year, Quarter     int
	PlanRevision      int `json:"plan_revision"`
	Line, Name, Level *string
	Submission        *wantSubmission
	Figures           []struct {
		wantInput
		Paragraph string
		Documents []struct {
			File, What string
			SHA256     aHash `json:"sha256"`
		}
		Findings []wantFinding
		Changes  []struct {
			At      anInstant
			Reason  string
			Was, Is *string
			Former  struct {
				File   *string
				SHA256 *aHash `json:"sha256"`
				At     *anInstant
			}
		}
	}
}

type wantVerification struct {
	Checked struct {
		AgencyYears                                  int `json:"agency_years"`
		Originals, Rows, Figures, Workbooks, Entries int
	}
	Differences []struct {
		Kind, Place, Message                 string
		Agency, Line, Figure, Found, Derived *string
		Year, Quarter                        *int
	}
	Notices []struct {
		Agency        *string
		Year, Quarter *int
		Message       string
		Changes       []struct {
			Line, Was, Is *string
			Figure        string
			Difference    *aDecimal
		}
	}
}

var contract = map[string]reflect.Type{
	"explain":    reflect.TypeFor[wantExplained](),
	"plan check": reflect.TypeFor[wantPlan](), "plan show": reflect.TypeFor[wantStoredPlan](), "check": reflect.TypeFor[wantCheck](),
	"variance": reflect.TypeFor[wantVariance](), "status": reflect.TypeFor[[]wantStatus](),
	"letters": reflect.TypeFor[[]wantLetter](), "form e81": reflect.TypeFor[wantE81](),
	"verify":  reflect.TypeFor[wantVerification](),
	"history": reflect.TypeFor[wantHistory](), "withdraw": reflect.TypeFor[wantWithdrawn](), "close": reflect.TypeFor[wantClosed](),
}

// conformsCommand checks what the last command printed: "conforms variance". An
// answer outside the contract has to be JSON and no more: "conforms any".
func conformsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: conforms NAME")
	}
	var got any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &got); err != nil {
		ts.Fatalf("standard output is not JSON: %v", err)
	}
	name := strings.Join(args, " ")
	want, known := contract[name]
	if !known && name != "any" {
		ts.Fatalf("no contract for %s", name)
	}
	problems := snakeCase("", got)
	if known {
		problems = append(problems, conforms(name, got, want)...)
	}
	if len(problems) > 0 {
		ts.Fatalf("%s", strings.Join(problems, "\n"))
	}
}

// conforms compares a decoded answer with the contract.
func conforms(at string, got any, want reflect.Type) []string {
	if want.Kind() == reflect.Pointer {
		if got == nil {
			return nil
		}
		return conforms(at, got, want.Elem())
	}
	wrong := []string{fmt.Sprintf("%s: %v (%T), want %s", at, got, got, want)}
	switch value := got.(type) {
	case map[string]any:
		if want.Kind() == reflect.Struct {
			return object(at, value, want)
		}
	case []any:
		if want.Kind() == reflect.Slice {
			var out []string
			for i, v := range value {
				out = append(out, conforms(fmt.Sprintf("%s[%d]", at, i), v, want.Elem())...)
			}
			return out
		}
	case string:
		if form, known := forms[want]; want.Kind() == reflect.String && (!known || form.MatchString(value)) {
			return nil
		}
	case float64:
		if want.Kind() == reflect.Int && value == float64(int(value)) {
			return nil
		}
	case bool:
		if want.Kind() == reflect.Bool {
			return nil
		}
	}
	return wrong
}

func object(at string, got map[string]any, want reflect.Type) []string {
	var out []string
	keys := members(want)
	for key, t := range keys {
		value, there := got[key]
		if !there {
			out = append(out, fmt.Sprintf("%s: no %s", at, key))
			continue
		}
		out = append(out, conforms(at+"."+key, value, t)...)
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if keys[key] == nil {
			out = append(out, fmt.Sprintf("%s: %s is not in the contract", at, key))
		}
	}
	return out
}

// members are the keys of a struct, in lower case where no tag says otherwise.
func members(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for f := range t.Fields() {
		if f.Anonymous {
			maps.Copy(out, members(f.Type))
			continue
		}
		key := f.Tag.Get("json")
		if key == "" {
			key = strings.ToLower(f.Name)
		}
		out[key] = f.Type
	}
	return out
}

var snake = regexp.MustCompile(`^[a-z0-9_]+$`)

// snakeCase complains of keys that are not; the names of bands, scales and units
// are data.
func snakeCase(at string, v any) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if !snake.MatchString(key) && !slices.Contains([]string{".rules.bands", ".rules.scales", ".units", ".lines"}, at) {
				out = append(out, fmt.Sprintf("%s: %q is not snake_case", at, key))
			}
			out = append(out, snakeCase(at+"."+key, inner)...)
		}
	case []any:
		for i, inner := range v {
			out = append(out, snakeCase(fmt.Sprintf("%s[%d]", at, i), inner)...)
		}
	}
	return out
}

// TestConforms: the check of the contract sees what is missing, new or ill-formed.
func TestConforms(t *testing.T) {
	for text, want := range map[string]int{
		`[]`:   0,
		`null`: 1,
		`[{"agency":"A","name":"B","status":"C","year":2020,"quarter":1,"due":"2020-04-10","received_at":null,"late_days":0,"revision":0,"errors":0,"warnings":0}]`: 0,
		`[{"agency":"A","name":null,"status":"C","year":"2020","quarter":1,"due":"10 April","received_at":1,"late_days":0.5,"revision":0,"errors":0,"neu":0}]`:      7,
	} {
		var got any
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if problems := conforms("status", got, contract["status"]); len(problems) != want {
			t.Errorf("%s: %q", text, problems)
		}
	}
	for form, cases := range map[reflect.Type]string{
		reflect.TypeFor[aDecimal](): "0 12 -0.5 10.05 ! -0 00 1.0 .5 1. 1e5 1,5 +1 01.5", reflect.TypeFor[aPercent](): "0 100 88.25 0.0001 ! 0.00001 88.2500",
		reflect.TypeFor[aQuantity](): "0 BB A 23 ! ABC b",
	} {
		good, bad, _ := strings.Cut(cases, " ! ")
		for text := range strings.FieldsSeq(good) {
			if !forms[form].MatchString(text) {
				t.Errorf("%s: %s is well-formed", form, text)
			}
		}
		for text := range strings.FieldsSeq(bad) {
			if forms[form].MatchString(text) {
				t.Errorf("%s: %s is not well-formed", form, text)
			}
		}
	}
}

// editCommand changes cells of a workbook: "edit tw1.xlsx 'PROGRAM KEGIATAN!I7' '12,x'".
func editCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args)%2 == 0 {
		ts.Fatalf("usage: edit FILE CELL VALUE...")
	}
	name := ts.MkAbs(args[0])
	f, err := excelize.OpenFile(name)
	ts.Check(err)
	defer func() { _ = f.Close() }()
	for i := 1; i < len(args); i += 2 {
		sheet, ref, _ := strings.Cut(args[i], "!")
		ts.Check(f.SetCellValue(sheet, ref, args[i+1]))
	}
	out, err := f.WriteToBuffer()
	ts.Check(err)
	ts.Check(os.WriteFile(name, out.Bytes(), 0o644))
}
