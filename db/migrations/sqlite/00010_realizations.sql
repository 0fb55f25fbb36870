-- +goose Up
-- The figures of an accepted report, with the cells they were read from.
CREATE TABLE realizations (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    ord INTEGER NOT NULL,
    physical_value TEXT,
    physical_letter TEXT,
    physical_unit TEXT,
    physical_typed TEXT,
    physical_sheet TEXT,
    physical_cell TEXT,
    money_value TEXT,
    money_typed TEXT,
    money_sheet TEXT,
    money_cell TEXT,
    sheet TEXT,
    cell TEXT,
    pendorong TEXT,
    penghambat TEXT,
    tindak_lanjut TEXT,
    keterangan TEXT,
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
);
