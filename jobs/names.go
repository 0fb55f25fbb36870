package jobs

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// What we write bears names that every system in the office can open, whatever came
// in: Linux allows what Windows does not.

// safeName makes a file name of an agency's code.
func safeName(s string) string { return shorten(withoutOdd(s), 60) }

// withoutOdd puts a dash for what no file name on Windows may hold, and for what
// hides or turns a name, and takes off what may not end one.
func withoutOdd(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("/\\:*?\"<>|\u2028\u2029", r) {
			return '-'
		}
		return r
	}, s)
	return strings.Trim(s, ". ")
}

// windowsName is a name that Windows can open. One that it can stays as it is; any
// other is changed, and bears the digest of the name it had, so that no two become
// one.
func windowsName(s string) string {
	safe := withoutOdd(s)
	if isReserved(safe) {
		safe = "_" + safe
	}
	if safe == s {
		return s
	}
	ext := path.Ext(safe)
	if len(ext) > 10 {
		ext = ""
	}
	return shorten(strings.TrimSuffix(safe, ext), 200) + " " + digest(s) + ext
}

// windowsPath does that for each folder of a path.
func windowsPath(dir string) string {
	parts := strings.FieldsFunc(dir, func(r rune) bool { return r == '/' })
	for i, p := range parts {
		parts[i] = windowsName(p)
	}
	return path.Join(parts...)
}

// isReserved: names of devices, with whatever extension.
func isReserved(s string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(s), ".")
	stem = strings.TrimRight(stem, " ")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}, stem) {
		return true
	}
	port, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		port, ok = strings.CutPrefix(stem, "LPT")
	}
	return ok && len([]rune(port)) == 1 && strings.ContainsAny(port, "0123456789\u00b9\u00b2\u00b3")
}
