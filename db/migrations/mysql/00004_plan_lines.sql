-- +goose Up
-- The lines of a plan, in the order of the workbook.
CREATE TABLE IF NOT EXISTS plan_lines (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    ord INT NOT NULL,
    level VARCHAR(255) NOT NULL,
    parent MEDIUMTEXT,
    tujuan MEDIUMTEXT,
    sasaran MEDIUMTEXT,
    indikator MEDIUMTEXT,
    program MEDIUMTEXT,
    kegiatan MEDIUMTEXT,
    subkegiatan MEDIUMTEXT,
    measure MEDIUMTEXT,
    unit MEDIUMTEXT,
    aggregation VARCHAR(255),
    polarity VARCHAR(255),
    scale MEDIUMTEXT,
    sheet MEDIUMTEXT,
    cell MEDIUMTEXT,
    PRIMARY KEY (agency, year, revision, line_code),
    FOREIGN KEY (agency, year, revision) REFERENCES plans (agency, year, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
