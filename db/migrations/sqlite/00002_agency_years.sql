-- +goose Up
-- The years of an agency; version is raised by every write to what is stored for it.
CREATE TABLE agency_years (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (agency, year),
    FOREIGN KEY (agency) REFERENCES agencies (code)
);
