-- +goose Up
-- How the cells of a planned slot were read, where they hold no plain number.
CREATE TABLE IF NOT EXISTS plan_readings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    slot INT NOT NULL,
    target MEDIUMTEXT,
    budget MEDIUMTEXT,
    PRIMARY KEY (agency, year, revision, line_code, slot),
    FOREIGN KEY (agency, year, revision, line_code) REFERENCES plan_lines (agency, year, revision, line_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
