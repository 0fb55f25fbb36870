-- +goose Up
-- How an agency stands in a quarter. revision 0: nothing was ever accepted.
CREATE TABLE IF NOT EXISTS agency_quarters (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    status VARCHAR(255) NOT NULL,
    due_at DATETIME(6),
    received_at DATETIME(6),
    late_days INT NOT NULL,
    revision INT NOT NULL,
    errors INT NOT NULL,
    warnings INT NOT NULL,
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
