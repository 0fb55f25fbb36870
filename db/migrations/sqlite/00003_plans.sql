-- +goose Up
-- Revisions of a Rencana Aksi.
CREATE TABLE plans (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    from_quarter INTEGER NOT NULL,
    decree TEXT,
    file TEXT,
    sha256 TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    PRIMARY KEY (agency, year, revision),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
