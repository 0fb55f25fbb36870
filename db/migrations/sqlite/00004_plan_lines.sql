-- +goose Up
-- The lines of a plan, in the order of the workbook.
CREATE TABLE plan_lines (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    ord INTEGER NOT NULL,
    level TEXT NOT NULL,
    parent TEXT,
    tujuan TEXT,
    sasaran TEXT,
    indikator TEXT,
    program TEXT,
    kegiatan TEXT,
    subkegiatan TEXT,
    measure TEXT,
    unit TEXT,
    aggregation TEXT,
    polarity TEXT,
    scale TEXT,
    sheet TEXT,
    cell TEXT,
    PRIMARY KEY (agency, year, revision, line_code),
    FOREIGN KEY (agency, year, revision) REFERENCES plans (agency, year, revision)
);
