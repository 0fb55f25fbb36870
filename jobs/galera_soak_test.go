//go:build soak

package jobs_test

import (
	"testing"

	"rekon/db/dbtest"
)

// TestSoakGalera has four workers take 400 files while nodes die and come back.
func TestSoakGalera(t *testing.T) {
	c := dbtest.Galera(t)
	dbtest.Open(t, c.DSN())
	crowd{agencies: 8, revisions: 40, workers: 4, kills: 6}.run(t, c)
	for n := range dbtest.Nodes {
		t.Logf("node %d: %s certification failures", n+1, c.Status(n, "wsrep_local_cert_failures"))
	}
}
