-- +goose Up
-- Each time that the result of a quarter was replaced after its close-out, and why. The
-- former_ columns name the workbook that had been put out before. withdrawn is JSON: the
-- result that a withdrawal took away, null otherwise.
CREATE TABLE IF NOT EXISTS amendments (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    number INT NOT NULL,
    amended_at DATETIME(6) NOT NULL,
    reason MEDIUMTEXT NOT NULL,
    former_file MEDIUMTEXT,
    former_sha256 VARCHAR(64),
    former_published_at DATETIME(6),
    withdrawn LONGTEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, number),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
