package xlsx_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rekon/reconcile"
	"rekon/xlsx"
)

// converted are workbooks as LibreOffice saves them in a format, all in one call.
func converted(t *testing.T, to string, books map[string][]byte) map[string][]byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("REKON_REQUIRE_LIBREOFFICE") == "1" {
			t.Fatal("LibreOffice is required and not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	in, out := t.TempDir(), t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := []string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", to, "--outdir", out}
	for name, data := range books {
		path := filepath.Join(in, name)
		must(t, os.WriteFile(path, data, 0o600))
		args = append(args, path)
	}
	if text, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	made := map[string][]byte{}
	for name := range books {
		stem := name[:len(name)-len(filepath.Ext(name))]
		data, err := os.ReadFile(filepath.Join(out, stem+"."+to))
		must(t, err)
		made[name] = data
	}
	return made
}

// TestSavedByLibreOffice: styles renumbered, texts shared, properties rewritten, and
// nothing read otherwise.
func TestSavedByLibreOffice(t *testing.T) {
	t.Parallel()
	books := map[string][]byte{"isian.xlsx": filled(t, nil)}
	for _, name := range []string{planFile, singleFile, wideFile} {
		books[name] = fixture(t, name)
	}
	made := converted(t, "xlsx", books)
	for _, name := range []string{planFile, singleFile, wideFile} {
		t.Run(name, func(t *testing.T) { same(t, name, made[name], nil, nil) })
	}
	r := readFile(t, "laporan.xlsx", made["isian.xlsx"])
	if len(r.findings) > 0 || r.identity.Agency != "BKPP" {
		t.Errorf("entry workbook: %s %s", r.identity.Agency, messages(r.findings))
	}
	if diff := cmp.Diff(singleFigures(), figures(r.report)); diff != "" {
		t.Error(diff)
	}
}

// TestOtherFormats: what LibreOffice saves in other formats is given back with the
// reason.
func TestOtherFormats(t *testing.T) {
	t.Parallel()
	for to, code := range map[string]reconcile.Code{"xls": reconcile.LegacyFormat, "ods": reconcile.NotAWorkbook, "csv": reconcile.NotAWorkbook, "pdf": reconcile.NotAWorkbook} {
		t.Run(to, func(t *testing.T) {
			data := converted(t, to, map[string][]byte{"a.xlsx": fixture(t, singleFile)})["a.xlsx"]
			_, err := xlsx.Open("laporan."+to, data, xlsx.DefaultLimits())
			var failed *xlsx.OpenError
			if !errors.As(err, &failed) || failed.Finding.Code != code {
				t.Errorf("%v, want %s", err, code)
			}
		})
	}
}
