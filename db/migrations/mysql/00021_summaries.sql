-- +goose Up
-- The summary workbook of an agency's quarter: what it was made from, and what the
-- overview of all agencies says of it. published_at NULL: not in the overview yet.
CREATE TABLE IF NOT EXISTS summaries (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    stamp VARCHAR(64) NOT NULL,
    card LONGTEXT NOT NULL,
    workbook_sha256 VARCHAR(64) NOT NULL,
    published_at DATETIME(6),
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
