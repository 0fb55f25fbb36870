package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"

	"rekon/db"
	"rekon/reconcile"
)

// keptFiles is what became of the files in arsip/ that the database names.
type keptFiles struct {
	count  int
	broken map[string]bool   // by path: not as it came in
	looked map[string]bool   // by path: all of them
	names  map[string]string // what agencies are called in them, by code, where it is stored otherwise
}

// keptFile is a file in arsip/ with all that came in as these bytes.
type keptFile struct {
	what  string // in Bahasa
	path  string
	sum   string
	first db.File
	names []string
}

// verifyOriginals hashes every original that a plan or a drop of the agencies' years names,
// each once: also of what was given back, and of what was there before. What a quarter rests
// on came in with others, too.
func (j *Job) verifyOriginals(ctx context.Context, f db.QuarterFilter, more int, v *Verification) (keptFiles, error) {
	all, err := j.DB.Files(ctx)
	out := keptFiles{broken: map[string]bool{}, looked: map[string]bool{}}
	if err != nil {
		return out, err
	}
	var files []keptFile
	at := map[string]int{}
	for _, file := range all {
		if !f.Chooses(file.Agency, reconcile.Period{Year: file.Period.Year}) {
			continue
		}
		name := j.keptPath(file)
		i, known := at[name]
		if !known {
			i = len(files)
			at[name], files = i, append(files, keptFile{what: "Berkas asli", path: name, sum: file.SHA256, first: file})
		}
		if !slices.Contains(files[i].names, file.Name) {
			files[i].names = append(files[i].names, file.Name)
		}
	}
	found := make([]*Difference, len(files))
	var done atomic.Int64
	j.sideBySide(len(files), func(i int) {
		if ctx.Err() == nil {
			found[i] = j.verifyOriginal(files[i])
			j.tell(int(done.Add(1)), len(files)+more)
		}
	})
	for i, d := range found {
		out.looked[files[i].path] = true
		if d != nil {
			out.broken[files[i].path] = true
			v.Differences = append(v.Differences, *d)
		}
	}
	out.count, v.Checked.Originals = len(files), len(files)
	return out, ctx.Err()
}

// keptPath is where an original should lie; "" where its hash is none.
func (j *Job) keptPath(f db.File) string {
	if len(f.SHA256) != 64 {
		return ""
	}
	return j.archivePath(f.SHA256, f.Name)
}

// verifyOriginal says what is wrong with an original, nil for nothing.
func (j *Job) verifyOriginal(f keptFile) *Difference {
	d := Difference{Kind: OriginalDiffers, Agency: f.first.Agency, Period: f.first.Period, Place: f.path, Derived: f.sum}
	name := f.what + " '" + strings.Join(f.names, "', '") + "'"
	if f.path == "" {
		d.Place, d.Found, d.Derived = "basis data", f.sum, ""
		d.Message = fmt.Sprintf("%s: sidik SHA-256 yang tersimpan '%s' bukan sidik, jadi berkasnya tidak dapat ditemukan. "+
			"Pulihkan basis data dari cadangan.", name, f.sum)
		return &d
	}
	sum, err := j.hashFile(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.Message = fmt.Sprintf("%s tidak ada di %s. Kembalikan dari cadangan.", name, f.path)
	case err != nil:
		d.Found = err.Error()
		d.Message = fmt.Sprintf("%s di %s tidak dapat dibaca: %v.", name, f.path, err)
	case sum != f.sum:
		d.Found = sum
		d.Message = fmt.Sprintf("%s di %s berubah sejak disimpan: sidik SHA-256-nya %s, seharusnya %s. Kembalikan dari cadangan.", name, f.path, sum, f.sum)
	default:
		return nil
	}
	return &d
}

// unread tells that an original is no longer read as it was.
func (r *replay) unread(p reconcile.Period, name, place, what string) {
	r.out.Differences = append(r.out.Differences, Difference{Kind: OriginalDiffers, Agency: r.kept.Agency.Code, Period: p, Place: place, Found: what,
		Message: fmt.Sprintf("Berkas asli '%s' di %s utuh, tetapi kini %s. Kemungkinan sebab: rekon.yaml (lines, names, units, layouts) atau "+
			"versi rekon lain daripada saat berkas itu dibaca. Angka yang tersimpan dipakai untuk pemeriksaan selanjutnya.", name, place, what)})
}
