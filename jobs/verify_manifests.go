package jobs

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"rekon/db"
)

// verifyManifests compares the manifests of an agency's year with what is published; one
// that is to be written anew is left out.
func (p publishedBooks) verifyManifests(ctx context.Context, agency string, year int) error {
	listed, err := p.DB.Manifests(ctx, agency, year)
	if err != nil {
		return err
	}
	pending, err := p.DB.PendingManifests(ctx, db.QuarterFilter{Agency: agency, Year: year})
	for _, m := range listed {
		if p.f.Chooses(agency, m.Period) && !slices.ContainsFunc(pending, func(x db.Manifest) bool { return x.Period == m.Period }) {
			p.verifyManifest(m)
		}
	}
	return err
}

// verifyManifest says what a manifest does not list as it should.
func (p publishedBooks) verifyManifest(m db.Manifest) {
	name, want := p.ManifestPath(m.Agency, m.Period), p.manifest(m)
	tell := func(file, found, derived, message string) {
		place := name
		if file != "" {
			place += ", " + file
		}
		p.out.Differences = append(p.out.Differences, Difference{Kind: ManifestDiffers, Agency: m.Agency, Period: m.Period,
			Place: place, Found: found, Derived: derived, Message: name + ": " + message + "."})
	}
	data, problem, err := p.readPublished(name)
	switch {
	case err != nil:
		tell("", "tidak dapat dibaca", "daftar SHA-256", "tidak dapat dibaca")
		return
	case problem != "":
		tell("", problem, "daftar SHA-256", problem)
		return
	case bytes.Equal(data, want):
		return
	}
	should, is := sums(want), sums(data)
	for _, file := range slices.Sorted(maps.Keys(should)) {
		switch is[file] {
		case should[file]:
		case "":
			tell(file, "", should[file], fmt.Sprintf("tidak menyebut '%s', yang diterbitkan", file))
		default:
			tell(file, is[file], should[file], fmt.Sprintf("menyebut SHA-256 lain untuk '%s' daripada yang diterbitkan", file))
		}
	}
	for _, file := range slices.Sorted(maps.Keys(is)) {
		if should[file] == "" {
			tell(path.Base(file), is[file], "", fmt.Sprintf("menyebut '%s', yang tidak diterbitkan", file))
		}
	}
	if maps.Equal(should, is) {
		tell("", "", "", "menyebut berkas yang benar, dan diubah setelah ditulis")
	}
}

// sums are the hashes in a manifest, by the name of the file.
func sums(manifest []byte) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(string(manifest)) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		if file = strings.TrimLeft(file, " *"); file != "" {
			out[file] = sum
		}
	}
	return out
}
