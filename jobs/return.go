package jobs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// What cannot be taken goes back into perbaikan/ in one of three ways: the sender's
// own workbook, marked; where it cannot be marked without loss, the workbook as it
// came beside a list whose links lead into it; and what is no workbook at all as it
// came, beside a page that says what to do.

// returnNames are the names in perbaikan/ that a file may come back under. Two
// files of a folder share them only when they are the same report: "lap.xlsx" and
// what that came back as, "lap - PERBAIKAN.xlsx". The one given back last stays.
type returnNames struct {
	dir      string
	original string // the file as it came
	marked   string // her workbook with our marks
	list     string // a list beside the original
	note     string // a page beside the original
}

const returnMark = " - PERBAIKAN"

// namesOf says where a drop comes back. It goes into the folder that its sender
// dropped it in; what lay in the inbox itself, where names of several agencies
// meet, into a folder of the agency's where that is known. What comes back a second
// time has the name that it came back under before.
func (j *Job) namesOf(d db.Drop) returnNames {
	dir, base := path.Split(d.Name)
	if dir = windowsPath(dir); dir == "" {
		dir = safeName(d.Agency)
	}
	base = windowsName(plainName(base))
	ext := path.Ext(base)
	stem, whole := strings.TrimSuffix(base, ext), base
	if len(base) > 200 {
		whole = shorten(base, 190) + " " + digest(base)
		stem = shorten(stem, 190) + " " + digest(base)
	}
	n := returnNames{dir: path.Join(j.Folders.Perbaikan, dir), original: base, note: whole + returnMark + ".txt"}
	n.marked, n.list = whole+returnMark+".xlsx", whole+returnMark+".xlsx"
	switch strings.ToLower(ext) {
	case ".xlsx":
		n.marked, n.list = stem+returnMark+ext, stem+returnMark+ext
	case ".xlsm":
		n.marked = stem + returnMark + ext
	}
	return n
}

// returned is a name with the mark of earlier returns, each perhaps followed by what
// Windows puts behind the name of a copy: "X - PERBAIKAN - Salin (2)".
var returned = regexp.MustCompile(`(?is)^(.+?)(?:` + returnMark + `(?: - copy| - salin(?:an)?| ?\(\d{1,3}\))*)+$`)

// plainName is a name without the mark of earlier returns. What is behind a name that
// has no mark is the sender's own.
func plainName(base string) string {
	ext := path.Ext(base)
	if m := returned.FindStringSubmatch(strings.TrimSuffix(base, ext)); m != nil {
		return m[1] + ext
	}
	return base
}

// paths are all that a return of this name may have left, in the order in which
// they go.
func (n returnNames) paths() (out []string) {
	for _, base := range []string{n.original, n.marked, n.list, n.note} {
		if p := path.Join(n.dir, base); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// giveBack writes what the sender of a returned drop gets, and clears away what an
// earlier return of the same file left and this one does not have.
func (j *Job) giveBack(ctx context.Context, d db.Drop, data []byte) ([]string, error) {
	names := j.namesOf(d)
	names.dir = j.openFolder(names.dir)
	var err error
	if data == nil {
		if data, err = j.archived(d); err != nil {
			return nil, err
		}
	}
	pieces, err := j.pieces(ctx, d, names, data)
	if err != nil {
		return nil, err
	}
	var written []string
	for _, p := range pieces {
		target := j.vacant(path.Join(names.dir, p.name))
		if p.data == nil {
			err = j.copyBack(d, target)
		} else {
			err = j.writeFile(target, p.data)
		}
		if err != nil {
			return nil, err
		}
		written = append(written, target)
	}
	if isOwnList(d) {
		return written, nil // her workbook lies beside it
	}
	return written, j.discard(names, written)
}

// piece is a file to give back; without data, the original from arsip/.
type piece struct {
	name string
	data []byte
}

// pieces are the files of a return, the one to open first.
func (j *Job) pieces(ctx context.Context, d db.Drop, names returnNames, data []byte) ([]piece, error) {
	if isOwnList(d) {
		base := path.Base(d.Name)
		return []piece{{base, data}, {base + returnMark + ".txt", noteText(d, data)}}, nil
	}
	if problemOf(d) == nil {
		annotated, ok, err := j.annotate(ctx, d, names, data)
		if err != nil {
			return nil, err
		}
		if ok && annotated.Whole {
			return []piece{{names.marked, annotated.Data}}, nil
		}
		if ok {
			j.about(d).Info("not marked, listed beside it")
			j.about(d).Debug("not marked", "why", annotated.Why)
			return []piece{{names.list, annotated.Data}, {names.original, data}}, nil
		}
	}
	return []piece{{names.original, data}, {names.note, noteText(d, data)}}, nil
}

// problemOf is the finding for which a file could not be read as a workbook at all.
func problemOf(d db.Drop) *reconcile.Finding {
	for i, f := range d.Findings {
		switch f.Code {
		case reconcile.NotAWorkbook, reconcile.LegacyFormat, reconcile.Encrypted, reconcile.TooLarge, reconcile.NotARealization:
			if f.Source.Sheet == "" {
				return &d.Findings[i]
			}
		}
	}
	return nil
}

// isOwnList: what was dropped is a list that we gave out, not the workbook.
func isOwnList(d db.Drop) bool {
	p := problemOf(d)
	return p != nil && p.Code == reconcile.NotARealization
}

// annotate marks a workbook within the time that reading one may take. It is not ok
// where there is no workbook.
func (j *Job) annotate(ctx context.Context, d db.Drop, names returnNames, data []byte) (out xlsx.Annotated, ok bool, err error) {
	agency, err := j.fullName(ctx, d.Agency)
	if err != nil {
		return out, false, err
	}
	to := xlsx.Return{Name: names.original, Agency: agency, Period: d.Period, ReceivedAt: d.ReceivedAt, Findings: d.Findings}
	type answer struct {
		xlsx.Annotated
		err error
	}
	a, problem := xlsx.Guard(j.ReadTime, d.Name, d.SHA256, func(stop *xlsx.Stop) answer {
		out, err := xlsx.Annotate(to, data, j.limits(stop, xlsx.MarkedCopies))
		return answer{out, err}
	}, func(answer) {})
	if problem != nil {
		a.Data, a.err = xlsx.List(to)
		a.Why = problem.Message
	}
	var failed *xlsx.OpenError
	if errors.As(a.err, &failed) {
		return out, false, nil
	}
	return a.Annotated, a.err == nil, a.err
}

// fullName is an agency's name with its code, as far as they are known.
func (j *Job) fullName(ctx context.Context, code string) (string, error) {
	if code == "" {
		return "", nil
	}
	agencies, err := j.DB.Agencies(ctx)
	if i := slices.IndexFunc(agencies, func(a reconcile.Agency) bool { return a.Code == code && a.Name != "" }); i >= 0 {
		return agencies[i].Name + " (" + code + ")", err
	}
	return code, err
}

// archived reads the kept original of a drop, nil where it is too large.
func (j *Job) archived(d db.Drop) ([]byte, error) {
	name := j.archivePath(d.SHA256, d.Name)
	in, err := j.Share.Open(name)
	if err != nil {
		return nil, shareError(name, err)
	}
	defer func() { _ = in.Close() }()
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(in, j.Limits.Bytes+1)); err != nil {
		return nil, shareError(name, err)
	}
	if int64(b.Len()) > j.Limits.Bytes {
		return nil, nil
	}
	return b.Bytes(), nil
}

// withdrawReturn takes an earlier return of the same file out of perbaikan/: it
// has been mended. That may have come back before anyone knew whose it was. The
// original stays in arsip/.
func (j *Job) withdrawReturn(d db.Drop) error {
	names := j.namesOf(d)
	d.Agency = ""
	nameless := j.namesOf(d)
	err := j.discard(names, nil)
	if err == nil && nameless != names {
		err = j.discard(nameless, nil)
	}
	return err
}

// discard removes what a return has left, except some.
func (j *Job) discard(names returnNames, except []string) error {
	names.dir = j.openFolder(names.dir)
	for _, p := range names.paths() {
		target := j.vacant(p)
		if slices.Contains(except, target) {
			continue
		}
		err := j.Share.Remove(target)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return shareError(target, err)
		}
		if err := j.reached("withdrawn"); err != nil {
			return err
		}
	}
	return nil
}

// vacant is the name that a file gets: another one where a folder bears it.
func (j *Job) vacant(name string) string {
	if info, err := j.Share.Lstat(name); err != nil || !info.IsDir() {
		return name
	}
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + " " + digest(name) + ext
}

// openFolder is a folder that can be made: beside a file that bears its name it
// gets another one.
func (j *Job) openFolder(dir string) string {
	out := ""
	for part := range strings.SplitSeq(dir, "/") {
		next := path.Join(out, part)
		if info, err := j.Share.Stat(next); err == nil && !info.IsDir() {
			next += " " + digest(next)
		}
		out = next
	}
	return out
}
