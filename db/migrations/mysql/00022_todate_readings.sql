-- +goose Up
-- Figures read from one s.d. triwulan: what the quarters before then had, which was taken off.
CREATE TABLE IF NOT EXISTS todate_readings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    line_code VARCHAR(255) NOT NULL,
    physical_less DECIMAL(30,12),
    money_less DECIMAL(20,2),
    PRIMARY KEY (agency, year, quarter, revision, line_code),
    FOREIGN KEY (agency, year, quarter, revision, line_code) REFERENCES realizations (agency, year, quarter, revision, line_code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
