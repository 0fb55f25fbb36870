package dbtest_test

import (
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
)

func TestEach(t *testing.T) {
	ran := map[string]bool{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran[d.Dialect()] = true
		if err := d.CheckSchema(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if !ran["sqlite"] {
		t.Error("SQLite was not tried")
	}
}
