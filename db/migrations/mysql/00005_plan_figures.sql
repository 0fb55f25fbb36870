-- +goose Up
-- Targets and budgets of a line; slots 1 to 4 are the quarters, 5 is the year.
CREATE TABLE IF NOT EXISTS plan_figures (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    slot INT NOT NULL,
    target_value DECIMAL(30,12),
    target_letter MEDIUMTEXT,
    target_unit MEDIUMTEXT,
    target_typed MEDIUMTEXT,
    target_sheet MEDIUMTEXT,
    target_cell MEDIUMTEXT,
    budget_value DECIMAL(20,2),
    budget_typed MEDIUMTEXT,
    budget_sheet MEDIUMTEXT,
    budget_cell MEDIUMTEXT,
    PRIMARY KEY (agency, year, revision, line_code, slot),
    FOREIGN KEY (agency, year, revision, line_code) REFERENCES plan_lines (agency, year, revision, line_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
