-- +goose Up
-- What reading and reviewing the report of a result found.
CREATE TABLE result_findings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    file TEXT,
    sha256 TEXT,
    sheet TEXT,
    cell TEXT,
    line_code TEXT,
    message TEXT,
    difference TEXT,
    doubts TEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, ord),
    FOREIGN KEY (agency, year, quarter) REFERENCES results (agency, year, quarter)
);
