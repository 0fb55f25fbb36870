package db_test

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
)

func open(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// newestOf is the number of the last migration.
func newestOf(t *testing.T, dialect string) int64 {
	t.Helper()
	files, err := fs.ReadDir(db.Migrations, "migrations/"+dialect)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseInt(files[len(files)-1].Name()[:len("00001")], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMigrate(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := open(t, dsn)
		if err := d.CheckSchema(t.Context()); !errors.Is(err, db.ErrNotMigrated) {
			t.Errorf("empty: %v", err)
		}
		if v, err := d.Version(t.Context()); v != 0 || err != nil {
			t.Errorf("empty: version %d, %v", v, err)
		}
		newest := newestOf(t, d.Dialect())
		for _, before := range []int64{0, newest} {
			from, to, err := d.Migrate(t.Context())
			if from != before || to != newest || err != nil {
				t.Errorf("from %d to %d, %v", from, to, err)
			}
		}
		if err := d.CheckSchema(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestMigrateAfterACrash: the last statement was run, its bookkeeping was not.
func TestMigrateAfterACrash(t *testing.T) {
	d := dbtest.Open(t, dbtest.MariaDB(t))
	if _, err := d.SQL().Exec(`DELETE FROM goose_db_version ORDER BY id DESC LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	if err := d.CheckSchema(t.Context()); !errors.Is(err, db.ErrNotMigrated) {
		t.Error(err)
	}
	if from, to, err := d.Migrate(t.Context()); from >= to || to != newestOf(t, d.Dialect()) || err != nil {
		t.Errorf("from %d to %d, %v", from, to, err)
	}
}

func TestNewerSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.SQL().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, true)`); err != nil {
			t.Fatal(err)
		}
		if err := d.CheckSchema(t.Context()); !errors.Is(err, db.ErrNewerSchema) {
			t.Error(err)
		}
		if _, _, err := d.Migrate(t.Context()); !errors.Is(err, db.ErrNewerSchema) {
			t.Error(err)
		}
	})
}

// TestLookingMakesNoFile: only Migrate creates an SQLite database.
func TestLookingMakesNoFile(t *testing.T) {
	dsn := dbtest.SQLite(t)
	d := open(t, dsn)
	if err := d.CheckSchema(t.Context()); !errors.Is(err, db.ErrNotMigrated) {
		t.Error(err)
	}
	if _, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:")); !os.IsNotExist(err) {
		t.Errorf("there is a file: %v", err)
	}
}

// shape lists table, column and nullability in the order of the columns.
func shape(t *testing.T, d *db.DB, query string) []string {
	t.Helper()
	var out []string
	rows, err := d.SQL().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table, column string
		var nullable bool
		if err := rows.Scan(&table, &column, &nullable); err != nil {
			t.Fatal(err)
		}
		if nullable {
			column += " NULL"
		}
		out = append(out, table+"."+column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSchemasAgree(t *testing.T) {
	mariadb, sqlite := dbtest.Open(t, dbtest.MariaDB(t)), dbtest.Open(t, dbtest.SQLite(t))
	got := shape(t, sqlite, `SELECT m.name, c.name, c."notnull" = 0 FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`)
	want := shape(t, mariadb, `SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' ORDER BY BINARY table_name, ordinal_position`)
	if len(want) < 150 {
		t.Errorf("only %d columns", len(want))
	}
	equal(t, "columns", got, want)
	equal(t, "migrations", tables(t, "sqlite"), tables(t, "mysql"))
}

// TestBinaryCollation: no text column compares loosely.
func TestBinaryCollation(t *testing.T) {
	d := dbtest.Open(t, dbtest.MariaDB(t))
	loose := shape(t, d, `SELECT table_name, column_name, false FROM information_schema.columns
		WHERE table_schema = DATABASE() AND collation_name <> 'utf8mb4_bin'`)
	equal(t, "columns", loose, nil)
}

// TestLeastPrivilege migrates and works as a user with rights on one schema only.
func TestLeastPrivilege(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	root := open(t, dsn)
	schema := dsn[strings.Index(dsn, "@/")+2 : strings.Index(dsn, "?")]
	for _, statement := range []string{
		`CREATE USER kecil@localhost IDENTIFIED BY 'p@ss/w#rd?%'`,
		`GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES ON ` + schema + `.* TO kecil@localhost`,
	} {
		if _, err := root.SQL().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = root.SQL().Exec(`DROP USER kecil@localhost`) })
	d := dbtest.Open(t, strings.Replace(dsn, "root@", "kecil:p@ss/w#rd?%25@", 1))
	give(t, d, "BKPP", 3)
}
