-- +goose Up
-- Why a report replaces one before it, as its sender wrote it.
CREATE TABLE submission_reasons (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
);
