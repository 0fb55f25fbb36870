-- +goose Up
-- How the cells of a realization were read, where they hold no plain number.
CREATE TABLE IF NOT EXISTS readings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    physical MEDIUMTEXT,
    money MEDIUMTEXT,
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision, line_code) REFERENCES realizations (agency, year, quarter, revision, line_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
