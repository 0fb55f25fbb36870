-- +goose Up
-- Figures read from one s.d. triwulan: what the quarters before then had, which was taken off.
CREATE TABLE todate_readings (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    physical_less TEXT,
    money_less TEXT,
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision, line_code) REFERENCES realizations (agency, year, quarter, revision, line_code)
);
