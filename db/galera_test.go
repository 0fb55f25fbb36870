package db_test

import (
	"testing"
	"time"

	"rekon/db/dbtest"
)

func TestGalera(t *testing.T) {
	begun := time.Now()
	c := dbtest.Galera(t)
	t.Log("booted in", time.Since(begun))
	d := dbtest.Open(t, c.DSN())
	t.Log("migrated at", time.Since(begun))
	give(t, d, "BKPP", 3)
}
