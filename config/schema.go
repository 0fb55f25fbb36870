package config

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// config reads the whole file. Each function below is one section of it.
func (d *decoder) config(root value, c *Config) {
	d.fields(root, map[string]func(value){
		"share":                  func(v value) { d.text(v, &c.Share) },
		"folders":                func(v value) { d.folders(v, &c.Folders) },
		"database":               func(v value) { d.database(v, &c.Database) },
		"database_password_file": func(v value) { d.text(v, &d.passwordFile); d.passwordAt = v },
		"settle":                 func(v value) { d.duration(v, &c.Settle, 0, time.Hour) },
		"schedule":               func(v value) { d.schedule(v, &c.Schedule) },
		"mail":                   func(v value) { d.mail(v, &c.Mail) },
		"limits":                 func(v value) { d.limits(v, &c.Limits) },
		"rules":                  func(v value) { d.rules(v, &c.Rules) },
		"units":                  func(v value) { d.units(v, &c.Units) },
		"names":                  func(v value) { d.names(v, &c.Names) },
		"agencies":               func(v value) { d.agencies(v, &c.Agencies) },
		"lines":                  func(v value) { d.lines(v, &c.Lines) },
		"plan_lines":             func(v value) { d.same(v, &c.Same) },
		"layouts":                func(v value) { d.layouts(v, &c.Layouts) },
	})
	d.password(&c.Database)
}

// password settles where the password comes from once both keys are read.
func (d *decoder) password(db *Database) {
	switch {
	case d.passwordFile == "":
	case db.Engine == SQLite:
		d.problem(d.passwordAt, "has no use with sqlite", "Take the line out, or write a mysql:// database.")
	case db.Password != "":
		d.problem(d.passwordAt, "the database address holds a password, too", "Keep one of the two, better the file.")
	default:
		db.PasswordFile = d.passwordFile
	}
}

func (d *decoder) database(v value, dst *Database) {
	var s string
	if !d.text(v, &s) {
		return
	}
	db, what, mend := parseDatabase(s)
	if what != "" {
		d.problem(v, what, mend)
		return
	}
	*dst = db
}

// folderName is what Windows, which looks at the share, takes as a name.
var folderName = regexp.MustCompile(`^[^<>:"/\\|?*.~][^<>:"/\\|?*]*$`)

func (d *decoder) folders(v value, dst *Folders) {
	name := func(dst *string) func(value) {
		return func(v value) {
			var s string
			if !d.text(v, &s) {
				return
			}
			if !folderName.MatchString(s) || strings.HasSuffix(s, ".") || len(s) > 100 {
				d.problem(v, fmt.Sprintf("%q is not the name of a folder", s), "Write one plain name, without / or \\.")
				return
			}
			*dst = s
		}
	}
	d.fields(v, map[string]func(value){
		"masuk": name(&dst.Masuk), "perbaikan": name(&dst.Perbaikan), "hasil": name(&dst.Hasil),
		"arsip": name(&dst.Arsip), "templat": name(&dst.Templat),
	})
	seen := map[string]string{}
	for _, f := range dst.pairs() {
		key := strings.ToLower(f[1])
		if seen[key] != "" {
			d.problem(v, fmt.Sprintf("%s and %s are both %q", seen[key], f[0], f[1]), "Give each folder a name of its own.")
		}
		seen[key] = f[0]
	}
}

func (f Folders) pairs() [][2]string {
	return [][2]string{
		{"masuk", f.Masuk}, {"perbaikan", f.Perbaikan}, {"hasil", f.Hasil},
		{"arsip", f.Arsip}, {"templat", f.Templat},
	}
}

func (d *decoder) limits(v value, dst *Limits) {
	d.fields(v, map[string]func(value){
		"file_size":     func(v value) { d.size(v, &dst.FileBytes, 1<<10, 1<<30) },
		"unpacked_size": func(v value) { d.size(v, &dst.UnpackedBytes, 1<<10, 16<<30) },
		"rows":          func(v value) { d.integer(v, &dst.Rows, 1, 1_048_576) },
		"columns":       func(v value) { d.integer(v, &dst.Columns, 1, 16_384) },
		"sheets":        func(v value) { d.integer(v, &dst.Sheets, 1, 1000) },
		"memory":        func(v value) { d.size(v, &dst.Memory, 32<<20, 64<<30) },
		"time":          func(v value) { d.duration(v, &dst.Time, time.Second, time.Hour) },
	})
	if dst.UnpackedBytes < dst.FileBytes {
		d.problem(v, "unpacked_size is less than file_size", "A workbook is a zip file: allow several times more unpacked.")
	}
}

func (d *decoder) rules(v value, dst *Rules) {
	d.fields(v, map[string]func(value){
		"tolerance": func(v value) {
			d.fields(v, map[string]func(value){
				"physical": func(v value) { d.tolerance(v, &dst.PhysicalTolerance) },
				"money":    func(v value) { d.tolerance(v, &dst.MoneyTolerance) },
			})
		},
		"capaian_cap":      func(v value) { d.choice(v, &dst.CapaianCap, "100", "120", "150", NoCap) },
		"negative_formula": func(v value) { d.choice(v, &dst.NegativeFormula, Difference, Ratio) },
		"capaian_extreme":  func(v value) { d.extreme(v, &dst.CapaianExtreme) },
		"efisiensi_band":   func(v value) { d.decimal(v, &dst.EfisiensiBand) },
		"due_day":          func(v value) { d.integer(v, &dst.DueDay, 1, 30) },
		"bands":            func(v value) { d.bands(v, &dst.Bands) },
		"scales":           func(v value) { d.scales(v, &dst.Scales) },
	})
}

func (d *decoder) tolerance(v value, dst *Tolerance) {
	d.fields(v, map[string]func(value){
		"absolute": func(v value) { d.decimal(v, &dst.Absolute) },
		"percent":  func(v value) { d.decimal(v, &dst.Percent) },
	})
}

func (d *decoder) extreme(v value, dst *string) {
	var s string
	if !d.decimal(v, &s) {
		return
	}
	if lessThan(s, "100") {
		d.problem(v, s+" percent is not extreme", "Write 100 or more.")
		return
	}
	*dst = s
}

// bands replaces the whole list: half of an old one would make no sense.
func (d *decoder) bands(v value, dst *[]Band) {
	var out []Band
	for _, child := range d.pairs(v) {
		var low string
		if !d.decimal(child, &low) {
			return
		}
		if n := len(out); n > 0 && !lessThan(low, out[n-1].Min) {
			d.problem(child, low+" is not below the band before it", "List the best band first.")
		}
		out = append(out, Band{child.name(), low})
	}
	if len(out) == 0 {
		return
	}
	if lessThan("0", out[len(out)-1].Min) {
		d.problem(v, "the last band does not begin at 0", "Let the last band be the one for 0.")
	}
	*dst = out
}

// lessThan orders two plain decimals exactly.
func lessThan(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) < 0
}

// scales takes words for the scales the program knows the grades of.
func (d *decoder) scales(v value, dst *[]Scale) {
	read := map[string]func(value){}
	for i := range *dst {
		read[(*dst)[i].Name] = func(v value) { d.texts(v, &(*dst)[i].Words) }
	}
	d.fields(v, read)
}
