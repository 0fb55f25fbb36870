-- +goose Up
-- Each time that the result of a quarter was replaced after its close-out, and why. The
-- former_ columns name the workbook that had been put out before. withdrawn is JSON: the
-- result that a withdrawal took away, null otherwise.
CREATE TABLE amendments (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    number INTEGER NOT NULL,
    amended_at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL,
    former_file TEXT,
    former_sha256 TEXT,
    former_published_at TIMESTAMP,
    withdrawn TEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, number),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
