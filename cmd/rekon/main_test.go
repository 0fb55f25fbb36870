package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rekon/db/dbtest"
)

// rekonBinary is the program as it is shipped, built once for the tests that kill
// it.
var rekonBinary string

// program builds the binary around the tests.
type program struct{ *testing.M }

func (p program) Run() int {
	dir, err := os.MkdirTemp("", "rekon-binary-")
	if err != nil {
		panic(err)
	}
	rekonBinary = filepath.Join(dir, "rekon")
	build := exec.Command("go", "build", "-o", rekonBinary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		panic(string(out) + err.Error())
	}
	code := p.M.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	return code
}

// TestMain lets the scripts run the program's own main.
func TestMain(m *testing.M) {
	testscript.Main(program{m}, map[string]func(){"rekon": main})
}

// TestScripts runs the cases of testdata/script, each in a folder of its own that
// holds the fixtures.
func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script/*.txtar", nil))
}

// TestScriptsOnMariaDB runs those of testdata/mariadb with $DSN naming an empty
// schema.
func TestScriptsOnMariaDB(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	testscript.Run(t, scripts("testdata/mariadb/*.txtar", []string{"DSN=" + dsn}))
}

func scripts(pattern string, vars []string) testscript.Params {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		panic("no scripts in " + pattern)
	}
	return testscript.Params{
		Files:               files,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "conforms": conformsCommand, "edit": editCommand,
		},
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, vars...)
			return errors.Join(
				copyFile("../../testdata/rencana-aksi-2020.xlsx", env.WorkDir+"/plan.xlsx"),
				copyFile("../../testdata/realisasi-tw1-tunggal.xlsx", env.WorkDir+"/tw1.xlsx"),
				copyFile("../../testdata/realisasi-tw2-lebar.xlsx", env.WorkDir+"/tw2.xlsx"))
		},
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fixturePath(t testing.TB, name string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join("..", "..", "testdata", name))
	must(t, err)
	return p
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// exits runs rekon and asserts its exit code: "exits 3 run --json".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("rekon", args[1:]...)
	got := "0"
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		got = strings.TrimPrefix(failed.String(), "exit status ")
	} else {
		ts.Check(err)
	}
	if got != args[0] {
		ts.Fatalf("rekon %s: exit code %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}
