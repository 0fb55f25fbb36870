-- +goose Up
-- The figures of an accepted report, with the cells they were read from.
CREATE TABLE IF NOT EXISTS realizations (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    ord INT NOT NULL,
    physical_value DECIMAL(30,12),
    physical_letter MEDIUMTEXT,
    physical_unit MEDIUMTEXT,
    physical_typed MEDIUMTEXT,
    physical_sheet MEDIUMTEXT,
    physical_cell MEDIUMTEXT,
    money_value DECIMAL(20,2),
    money_typed MEDIUMTEXT,
    money_sheet MEDIUMTEXT,
    money_cell MEDIUMTEXT,
    sheet MEDIUMTEXT,
    cell MEDIUMTEXT,
    pendorong MEDIUMTEXT,
    penghambat MEDIUMTEXT,
    tindak_lanjut MEDIUMTEXT,
    keterangan MEDIUMTEXT,
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
