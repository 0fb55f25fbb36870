-- +goose Up
-- What reading and reviewing the report of a result found.
CREATE TABLE IF NOT EXISTS result_findings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    ord INT NOT NULL,
    code VARCHAR(255) NOT NULL,
    severity VARCHAR(255) NOT NULL,
    file MEDIUMTEXT,
    sha256 MEDIUMTEXT,
    sheet MEDIUMTEXT,
    cell MEDIUMTEXT,
    line_code MEDIUMTEXT,
    message MEDIUMTEXT,
    difference DECIMAL(30,12),
    doubts LONGTEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, ord),
    FOREIGN KEY (agency, year, quarter) REFERENCES results (agency, year, quarter)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
