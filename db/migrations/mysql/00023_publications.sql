-- +goose Up
-- Every variance workbook that was put out, with the SHA-256 of its bytes.
CREATE TABLE IF NOT EXISTS publications (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    file MEDIUMTEXT,
    sha256 VARCHAR(64) NOT NULL,
    published_at DATETIME(6) NOT NULL,
    KEY publications_quarter (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
