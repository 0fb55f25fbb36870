-- +goose Up
-- What the manifest of a quarter's folder lists: NULL for a workbook that is not there.
-- Of agency '' it is the folder above, with the summary of all agencies.
CREATE TABLE IF NOT EXISTS manifests (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    variance_sha256 VARCHAR(64),
    summary_sha256 VARCHAR(64),
    PRIMARY KEY (agency, year, quarter)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
