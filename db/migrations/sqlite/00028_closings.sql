-- +goose Up
-- Quarters that are closed: no report of them is taken, and their figures stay. That one
-- was closed and opened again is in the history alone.
CREATE TABLE closings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    closed_at TIMESTAMP NOT NULL,
    host TEXT,
    user TEXT,
    reason TEXT,
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
