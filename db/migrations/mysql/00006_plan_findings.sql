-- +goose Up
-- What the check of a plan found.
CREATE TABLE IF NOT EXISTS plan_findings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    revision INT NOT NULL,
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
    PRIMARY KEY (agency, year, revision, ord),
    FOREIGN KEY (agency, year, revision) REFERENCES plans (agency, year, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
