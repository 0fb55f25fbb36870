-- +goose Up
-- How the cells of a planned slot were read, where they hold no plain number.
CREATE TABLE plan_readings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    slot INTEGER NOT NULL,
    target TEXT,
    budget TEXT,
    PRIMARY KEY (agency, year, revision, line_code, slot),
    FOREIGN KEY (agency, year, revision, line_code) REFERENCES plan_lines (agency, year, revision, line_code)
);
