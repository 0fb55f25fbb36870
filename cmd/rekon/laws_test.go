package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"rekon/db/dbtest"
)

// What holds at any moment, whoever was killed, as told by someone who reads the share
// and the database and knows nothing of the program: every dropped file has one outcome
// or still waits; nothing is counted twice; every original is kept before the database
// speaks of it; no file is half-written under its final name.

// books is what the database says about files, as of one moment.
type books struct {
	drops   []dropRow
	reports []reportRow
	results []resultRow
	entries []entryRow
}

type dropRow struct {
	id                    int64
	name, sha256, outcome string
	of                    quarterOf
	revision              int
	published             bool
}

type quarterOf struct {
	agency        string
	year, quarter int
}

type reportRow struct {
	of       quarterOf
	revision int
	drop     int64
	sha256   string
}

type resultRow struct {
	of       quarterOf
	revision int // of the report it rests on
	current  bool
	workbook string // SHA-256 of the one published
}

// entryRow is an entry of the history.
type entryRow struct {
	agency       string
	number       int
	drop         int64
	before, hash string
}

func (s *site) books() (b books) {
	s.t.Helper()
	pool := dbtest.Look(s.t, s.dsn)
	defer func() { must(s.t, pool.Close()) }()
	tx, err := pool.BeginTx(s.t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	must(s.t, err)
	defer func() { _ = tx.Rollback() }()
	each := func(query string, row func(scan func(...any) error) error) {
		must(s.t, eachRow(s.t.Context(), tx, query, row))
	}
	each(`SELECT id, name, sha256, outcome, COALESCE(agency, ''), COALESCE(year, 0), COALESCE(quarter, 0), COALESCE(revision, 0),
		published_at IS NOT NULL FROM drops ORDER BY id`, func(scan func(...any) error) error {
		var d dropRow
		err := scan(&d.id, &d.name, &d.sha256, &d.outcome, &d.of.agency, &d.of.year, &d.of.quarter, &d.revision, &d.published)
		b.drops = append(b.drops, d)
		return err
	})
	each(`SELECT agency, year, quarter, revision, drop_id, sha256 FROM submissions ORDER BY agency, year, quarter, revision`, func(scan func(...any) error) error {
		var r reportRow
		err := scan(&r.of.agency, &r.of.year, &r.of.quarter, &r.revision, &r.drop, &r.sha256)
		b.reports = append(b.reports, r)
		return err
	})
	each(`SELECT agency, year, quarter, COALESCE(submission_revision, 0), stale = 0 AND published_at IS NOT NULL, COALESCE(workbook_sha256, '')
		FROM results ORDER BY agency, year, quarter`, func(scan func(...any) error) error {
		var r resultRow
		err := scan(&r.of.agency, &r.of.year, &r.of.quarter, &r.revision, &r.current, &r.workbook)
		b.results = append(b.results, r)
		return err
	})
	each(`SELECT agency, number, COALESCE(drop_id, 0), COALESCE(before_hash, ''), hash FROM history ORDER BY agency, number`, func(scan func(...any) error) error {
		var e entryRow
		err := scan(&e.agency, &e.number, &e.drop, &e.before, &e.hash)
		b.entries = append(b.entries, e)
		return err
	})
	return b
}

// eachRow calls a function for each row that a query finds.
func eachRow(ctx context.Context, from interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, query string, row func(scan func(...any) error) error, args ...any) error {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// whole asserts what holds at any moment between two processes.
func (s *site) whole() {
	s.t.Helper()
	waiting := map[string]bool{}
	for _, name := range s.waiting() {
		waiting[name] = true
	}
	b := s.books()
	times := map[dropped]int{}
	for _, d := range b.drops {
		times[dropped{d.name, d.sha256}]++
		if err := s.kept(d.name, d.sha256); err != nil {
			s.t.Errorf("drop %d, %s: %v", d.id, d.name, err)
		}
	}
	for _, d := range s.dropped {
		switch n := times[d]; {
		case n > 1:
			s.t.Errorf("%s has %d outcomes", d.name, n)
		case n == 0 && !waiting[d.name]:
			s.t.Errorf("%s is lost", d.name)
		}
		delete(times, d)
	}
	for d := range times {
		s.t.Errorf("nobody dropped %s with %s", d.name, d.sha256)
	}
	for _, wrong := range b.wrong() {
		s.t.Error(wrong)
	}
	for _, name := range s.published() {
		if err := s.sound(name); err != nil {
			s.t.Error(err)
		}
	}
}

// wrong is what counts twice, or rests on nothing.
func (b books) wrong() (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	accepted := map[int64]dropRow{}
	for _, d := range b.drops {
		if d.outcome == "accepted" {
			accepted[d.id] = d
		}
	}
	last, counted := map[quarterOf]int{}, map[string]bool{}
	for _, r := range b.reports {
		if r.revision != last[r.of]+1 {
			say("%v: revision %d follows %d", r.of, r.revision, last[r.of])
		}
		last[r.of] = r.revision
		if d, ok := accepted[r.drop]; !ok || d.sha256 != r.sha256 || d.of != r.of || d.revision != r.revision {
			say("%v revision %d rests on drop %d, which is %+v", r.of, r.revision, r.drop, d)
		}
		delete(accepted, r.drop)
		if counted[r.sha256] {
			say("%v revision %d: these bytes are counted already", r.of, r.revision)
		}
		counted[r.sha256] = true
	}
	for _, d := range accepted {
		say("drop %d, %s is accepted, and there is no report of it", d.id, d.name)
	}
	for _, r := range b.results {
		if r.revision != last[r.of] {
			say("%v: the result is that of revision %d, in force is %d", r.of, r.revision, last[r.of])
		}
		delete(last, r.of)
	}
	for of := range maps.Keys(last) {
		say("%v: a report without a result", of)
	}
	return append(out, b.untold()...)
}

// untold is what the history does not tell once, or in a chain with a gap.
func (b books) untold() (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	told, last := map[int64]int{}, map[string]entryRow{}
	for _, e := range b.entries {
		if before := last[e.agency]; e.number != before.number+1 || e.before != before.hash {
			say("history of %q: entry %d does not follow entry %d", e.agency, e.number, before.number)
		}
		last[e.agency] = e
		told[e.drop]++
	}
	for _, d := range b.drops {
		if told[d.id] != 1 {
			say("the history tells %d times of drop %d, %s", told[d.id], d.id, d.name)
		}
	}
	return out
}

// kept asserts that the original of a drop lies in arsip/, whole.
func (s *site) kept(name, sha256 string) error {
	found, err := filepath.Glob(s.share("arsip/" + sha256[:2] + "/" + sha256 + "*"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%s: its original %s is not in arsip/ %w", name, sha256, err)
	}
	data, err := os.ReadFile(found[0])
	if err == nil && sumOf(data) != sha256 {
		err = fmt.Errorf("%s is not what its name says", found[0])
	}
	return err
}

// published are the files of the share under their final names, but for the inbox's.
func (s *site) published() (names []string) {
	s.t.Helper()
	share := os.DirFS(s.share("."))
	must(s.t, fs.WalkDir(share, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(name, "masuk/") && !isTemporary(name) {
			names = append(names, name)
		}
		return err
	}))
	return names
}

func isTemporary(name string) bool { return strings.HasPrefix(path.Base(name), ".rekon-") }

// journalFolder holds when each original came in.
const journalFolder = "arsip/catatan/"

// sound asserts that a published file is whole: the original that its name or someone who
// dropped it says, a workbook that can be read to its end, or a text.
func (s *site) sound(name string) error {
	data, err := os.ReadFile(s.share(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // withdrawn meanwhile
	}
	sum := sumOf(data)
	original := slices.ContainsFunc(s.dropped, func(d dropped) bool { return d.sha256 == sum })
	switch {
	case err != nil:
		return err
	case strings.HasPrefix(name, "arsip/catatan/"):
		if !json.Valid(data) {
			return fmt.Errorf("%s is half-written", name)
		}
	case strings.HasPrefix(name, journalFolder):
		if !json.Valid(data) {
			return fmt.Errorf("%s is half-written", name)
		}
	case strings.HasPrefix(name, "arsip/"):
		if strings.TrimSuffix(path.Base(name), path.Ext(name)) != sum {
			return fmt.Errorf("%s is not what its name says", name)
		}
	case original:
	case path.Ext(name) == ".xlsx":
		if err := readToEnd(data); err != nil {
			return fmt.Errorf("%s is half-written: %w", name, err)
		}
	case !bytes.HasSuffix(data, []byte("\n")):
		return fmt.Errorf("%s is half-written, it ends with %q", name, data[max(0, len(data)-20):])
	}
	return nil
}

// readToEnd reads all parts of a workbook, with their check sums.
func readToEnd(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, in); err != nil {
			return fmt.Errorf("%s: %w", part.Name, err)
		}
	}
	return nil
}

// done asserts that nothing is left to do: each file has its one outcome, all of it is
// published, and the published workbook is the one that the database names.
func (s *site) done() {
	s.t.Helper()
	s.whole()
	if left := s.waiting(); len(left) > 0 {
		s.t.Errorf("%d still in the inbox: %v", len(left), left[:min(5, len(left))])
	}
	b := s.books()
	if len(b.drops) != len(s.dropped) {
		s.t.Errorf("%d outcomes for %d files", len(b.drops), len(s.dropped))
	}
	for _, d := range b.drops {
		if !d.published {
			s.t.Errorf("%s is %s, and not published", d.name, d.outcome)
		}
	}
	for _, r := range b.results {
		book := fmt.Sprintf("hasil/%d/TW%d/%s/Variansi %s %d TW%d.xlsx", r.of.year, r.of.quarter, r.of.agency, r.of.agency, r.of.year, r.of.quarter)
		data, err := os.ReadFile(s.share(book))
		if err != nil || !r.current || r.workbook != sumOf(data) {
			s.t.Errorf("%s is not the published one: %+v %v", book, r, err)
		}
	}
	s.listed()
}

// listed asserts that each published workbook stands in the manifest beside it with its
// hash, and nothing else does.
func (s *site) listed() {
	s.t.Helper()
	manifests := map[string][]string{}
	for _, name := range s.published() {
		dir, base := path.Split(name)
		data, err := os.ReadFile(s.share(name))
		must(s.t, err)
		if strings.HasPrefix(dir, "hasil/") && path.Ext(name) == ".xlsx" {
			manifests[dir] = append(manifests[dir], sumOf(data)+"  "+base+"\n")
		}
	}
	for dir, want := range manifests {
		slices.SortFunc(want, func(a, b string) int { return strings.Compare(b[64:], a[64:]) }) // Variansi before Ringkasan
		if data, err := os.ReadFile(s.share(dir + "MANIFES.sha256")); err != nil || string(data) != strings.Join(want, "") {
			s.t.Errorf("the manifest of %s lists %q, not %q: %v", dir, data, want, err)
		}
	}
}
