package jobs

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"rekon/db"
	"rekon/reconcile"
)

// statusLinks are the paths to which the status page leads, relative to it; "" where
// there is no such file on the share.
type statusLinks struct {
	variance func(agency string, p reconcile.Period) string
	summary  func(agency string, p reconcile.Period) string // of all agencies for ""
	returned func(db.Drop) string
}

func (j *Job) statusLinks() statusLinks {
	there := func(name string) string {
		if info, err := j.Share.Stat(name); err != nil || !info.Mode().IsRegular() {
			return ""
		}
		return linkTo(j.Folders.Hasil, name)
	}
	return statusLinks{
		variance: func(agency string, p reconcile.Period) string { return there(j.VariancePath(agency, p)) },
		summary:  func(agency string, p reconcile.Period) string { return there(j.SummaryPath(agency, p)) },
		returned: func(d db.Drop) string {
			names := j.namesOf(d)
			names.dir = j.openFolder(names.dir)
			for _, base := range []string{names.marked, names.list, names.note} {
				if link := there(j.vacant(path.Join(names.dir, base))); link != "" {
					return link
				}
			}
			return ""
		},
	}
}

// linkTo is the way from a folder of the share to a file on it, as a browser wants it.
func linkTo(folder, name string) string {
	rel, err := filepath.Rel(folder, name)
	if err != nil {
		return ""
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
