-- +goose Up
-- How an agency stands in a quarter. revision 0: nothing was ever accepted.
CREATE TABLE agency_quarters (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    status TEXT NOT NULL,
    due_at TIMESTAMP,
    received_at TIMESTAMP,
    late_days INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
