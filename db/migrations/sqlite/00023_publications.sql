-- +goose Up
-- Every variance workbook that was put out, with the SHA-256 of its bytes.
CREATE TABLE publications (
    id INTEGER NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    file TEXT,
    sha256 TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
CREATE INDEX publications_quarter ON publications (agency, year, quarter);
