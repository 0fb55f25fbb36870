-- +goose Up
-- How the cells of a realization were read, where they hold no plain number.
CREATE TABLE readings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    physical TEXT,
    money TEXT,
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision, line_code) REFERENCES realizations (agency, year, quarter, revision, line_code)
);
