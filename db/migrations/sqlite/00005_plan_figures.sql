-- +goose Up
-- Targets and budgets of a line; slots 1 to 4 are the quarters, 5 is the year.
CREATE TABLE plan_figures (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    line_code TEXT NOT NULL,
    slot INTEGER NOT NULL,
    target_value TEXT,
    target_letter TEXT,
    target_unit TEXT,
    target_typed TEXT,
    target_sheet TEXT,
    target_cell TEXT,
    budget_value TEXT,
    budget_typed TEXT,
    budget_sheet TEXT,
    budget_cell TEXT,
    PRIMARY KEY (agency, year, revision, line_code, slot),
    FOREIGN KEY (agency, year, revision, line_code) REFERENCES plan_lines (agency, year, revision, line_code)
);
