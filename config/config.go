// Package config reads rekon.yaml, the one file of settings an office has.
//
// The file is read strictly and told about completely: an unknown key, a wrong
// type or a value out of range never passes in silence, and [Load] reports all
// of them in one go as [Problems], each with its line, its column and the mend.
// What the file leaves out keeps the value of [Default].
//
// Figures of the rules stay decimal text here, checked for shape, so that they
// never pass through a binary float. The command turns a [Config] into the plain
// values that the other packages take; none of them knows this one.
//
// A password is a [Secret]: it prints as *** whichever way it is printed.
package config

import (
	"strings"
	"time"
)

// Config are the settings of one office.
type Config struct {
	File     string // the file they were read from, "" for none
	Share    string // folder of the share
	Folders  Folders
	Database Database
	Settle   time.Duration // how long a workbook must lie unchanged before it is taken
	Schedule Schedule
	Mail     Mail
	Limits   Limits
	Rules    Rules
	Units    []Unit
	Names    [][]string // groups of words and phrases that mean the same in names of lines
	Agencies []Agency
	Lines    []Line
	Same     []Same
	Layouts  []Layout
}

// Folders are the names of the folders in the share.
type Folders struct {
	Masuk, Perbaikan, Hasil, Arsip, Templat string
}

// Schedule says when rekon serve does what.
type Schedule struct {
	Intake   string // cron expression in Asia/Jakarta, or [Never]
	CloseOut string // the same: to look for quarters whose due date has passed
	Reminder string // the same: to look for who is to be reminded
	Mail     string // the same: to send the letters that wait
	// ReminderDays are how many days before the due date a reminder goes out.
	ReminderDays []int
	StopWithin   time.Duration // for the file in hand, when told to stop
	Lease        time.Duration // what a worker may be silent before others take over its files
}

// Never is the schedule of what is not done by itself.
const Never = "none"

// Limits bound what one workbook may cost.
type Limits struct {
	FileBytes     int64 // of the workbook as dropped
	UnpackedBytes int64 // of its parts, unzipped
	Rows          int   // of a sheet
	Columns       int   // of a sheet
	Sheets        int
	Memory        int64         // that reading it may take, in bytes
	Time          time.Duration // to read it
}

// Rules are the conventions that vary between offices. Decimals are plain text
// such as 1000 or 2.5, never negative.
type Rules struct {
	PhysicalTolerance Tolerance
	MoneyTolerance    Tolerance
	CapaianCap        string // 100, 120, 150 or [NoCap]
	NegativeFormula   string // [Difference] or [Ratio]
	CapaianExtreme    string // percent
	EfisiensiBand     string // percentage points
	DueDay            int    // day of the month after the quarter
	Bands             []Band // predikat kinerja, best first
	Scales            []Scale
}

// NoCap is the capaian cap that caps nothing.
const NoCap = "none"

// The formulas of capaian for a line of negative polarity.
const (
	Difference = "(2T-R)/T"
	Ratio      = "T/R"
)

// Tolerance is what a deviation must reach to count: the larger of the two.
type Tolerance struct {
	Absolute string // rupiah, or the line's unit
	Percent  string // of the period's plan
}

// Band is a predikat kinerja: it holds for a capaian of at least Min percent.
type Band struct {
	Name string
	Min  string
}

// Scale gives the words of an indicator that bind it to an ordinal scale.
type Scale struct {
	Name  string
	Words []string
}

// Unit adds spellings to a unit the program knows, or a unit it does not.
type Unit struct {
	Name    string
	Aliases []string
	Counted *bool // whole things, which cannot be fractional; nil leaves it as known
}

// Agency is a regional agency (OPD) that reports here.
type Agency struct {
	Code       string
	Name       string   // as its workbooks have it in their title rows
	Aliases    []string // other names it goes by
	Head       string   // kepala, who signs
	NIP        string   // of the head
	Recipients []string // e-mail addresses of those who report
	HeadMail   []string // of the head; none: those who report get the head's letters, too
}

// Line overrides what the plan import infers for the line of a code. What is
// empty stays as inferred.
type Line struct {
	Code        string
	Aggregation string // akumulatif, posisi-akhir, tahunan or tetap
	Polarity    string // positif or negatif
	Scale       string // name of an ordinal scale
}

// Same confirms that a line of a changed plan is one that stood in it before, under
// another name and code.
type Same struct {
	Agency string
	New    string // code or name of the line in the changed plan
	Old    string // code that it had
}

// Layout names words over a column that the program cannot tell the meaning of, and
// the field they stand for, one of [LayoutFields].
type Layout struct {
	Field string
	Words []string
}

// LayoutFields are the fields that a column can hold; abaikan is one to be ignored.
func LayoutFields() []string {
	return strings.Fields(`abaikan faktor_pendorong faktor_penghambat indikator indikator_kegiatan kegiatan keterangan
		kode pagu program program_kegiatan realisasi realisasi_rupiah sasaran satuan sub_kegiatan target tindak_lanjut tujuan`)
}

// Default are the settings of a file that says nothing. Its paths are relative;
// [Config.In] anchors them.
func Default() Config {
	return Config{
		Share:    "share",
		Folders:  Folders{"masuk", "perbaikan", "hasil", "arsip", "templat"},
		Database: Database{Engine: SQLite, Path: "rekon.db"},
		Settle:   5 * time.Second,
		Schedule: Schedule{
			Intake: "* * * * *", CloseOut: "0 1 * * *", Reminder: "0 7 * * 1-5", Mail: "* * * * *",
			ReminderDays: []int{7, 1}, StopWithin: 30 * time.Second, Lease: 20 * time.Second,
		},
		Mail: Mail{Security: STARTTLS, Timeout: 30 * time.Second, Attachments: 10 << 20, GiveUp: 72 * time.Hour},
		Limits: Limits{
			FileBytes: 20 << 20, UnpackedBytes: 200 << 20,
			Rows: 20_000, Columns: 500, Sheets: 50, Memory: 512 << 20, Time: 30 * time.Second,
		},
		Rules: Rules{
			PhysicalTolerance: Tolerance{"0", "0"},
			MoneyTolerance:    Tolerance{"1000", "5"},
			CapaianCap:        NoCap,
			NegativeFormula:   Difference,
			CapaianExtreme:    "150",
			EfisiensiBand:     "5",
			DueDay:            10,
			Bands: []Band{
				{"Sangat Tinggi", "91"}, {"Tinggi", "76"}, {"Sedang", "66"},
				{"Rendah", "51"}, {"Sangat Rendah", "0"},
			},
			Scales: []Scale{
				{"SAKIP", []string{"akuntabilitas", "sakip", "akip"}},
				{"IKM", []string{"indeks kepuasan", "ikm", "kepuasan masyarakat"}},
			},
		},
	}
}
