package jobs

import (
	"context"
	"fmt"
	"path"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// An agency is stored under the name in the title row of its first plan, and keeps it.

// verifyNames reads again what the agencies are called, and tells of those that are stored
// under another name. It gives the names of these by code: what follows is derived with them.
func (j *Job) verifyNames(ctx context.Context, f db.QuarterFilter, v *Verification) (map[string]string, error) {
	first, err := j.DB.FirstPlans(ctx)
	names := map[string]string{}
	for _, p := range first {
		if f.Agency != "" && f.Agency != p.Agency.Code || ctx.Err() != nil {
			continue
		}
		title := j.titleOf(p)
		if title == "" || title == p.Agency.Name {
			continue
		}
		names[p.Agency.Code] = title
		v.Differences = append(v.Differences, Difference{Kind: StoredDiffers, Agency: p.Agency.Code,
			Place: fmt.Sprintf("basis data, tabel agencies, baris code=%s, kolom name", p.Agency.Code), Found: p.Agency.Name, Derived: title,
			Message: fmt.Sprintf("Nama perangkat daerah tersimpan '%s', menurut judul rencana pertamanya ('%s') '%s'.", clipText(p.Agency.Name, 120), p.File, clipText(title, 120))})
	}
	return names, err
}

// titleOf is the agency's name in the title row of a plan; "" where it has none or the original
// is not what it was, which is told by itself.
func (j *Job) titleOf(p db.PlanRevision) string {
	place := j.keptPath(db.File{SHA256: p.SHA256, Name: p.File})
	if place == "" {
		return ""
	}
	data, err := j.keptBytes(place)
	if err != nil || hashOf(data) != p.SHA256 {
		return ""
	}
	return xlsx.ReadPlanFile(path.Base(p.File), data, j.Limits, j.ReadTime, j.Settings).Agency
}

// renamed are the known agencies under other names.
func renamed(known []xlsx.Known, names map[string]string) []xlsx.Known {
	for i := range known {
		if name, other := names[known[i].Code]; other {
			known[i] = xlsx.Known{Agency: reconcile.Agency{Code: known[i].Code, Name: name}, Aliases: known[i].Aliases}
		}
	}
	return xlsx.Prepare(known)
}
