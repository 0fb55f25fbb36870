-- +goose Up
-- Quarters that are closed: no report of them is taken, and their figures stay. That one
-- was closed and opened again is in the history alone.
CREATE TABLE IF NOT EXISTS closings (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    closed_at DATETIME(6) NOT NULL,
    host VARCHAR(255),
    user VARCHAR(255),
    reason MEDIUMTEXT,
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
