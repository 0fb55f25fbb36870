-- +goose Up
-- The years of an agency; version is raised by every write to what is stored for it.
CREATE TABLE IF NOT EXISTS agency_years (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (agency, year),
    FOREIGN KEY (agency) REFERENCES agencies (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
