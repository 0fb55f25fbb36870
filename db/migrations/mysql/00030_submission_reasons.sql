-- +goose Up
-- Why a report replaces one before it, as its sender wrote it.
CREATE TABLE IF NOT EXISTS submission_reasons (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    reason MEDIUMTEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
