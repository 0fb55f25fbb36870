-- +goose Up
-- Revisions of a Rencana Aksi.
CREATE TABLE IF NOT EXISTS plans (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    revision INT NOT NULL,
    from_quarter INT NOT NULL,
    decree MEDIUMTEXT,
    file MEDIUMTEXT,
    sha256 VARCHAR(64) NOT NULL,
    imported_at DATETIME(6) NOT NULL,
    PRIMARY KEY (agency, year, revision),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
