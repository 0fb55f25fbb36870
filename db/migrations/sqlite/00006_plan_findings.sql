-- +goose Up
-- What the check of a plan found.
CREATE TABLE plan_findings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
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
    PRIMARY KEY (agency, year, revision, ord),
    FOREIGN KEY (agency, year, revision) REFERENCES plans (agency, year, revision)
);
