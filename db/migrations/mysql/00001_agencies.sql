-- +goose Up
-- Agencies (OPD) that ever had a plan.
CREATE TABLE IF NOT EXISTS agencies (
    code VARCHAR(255) NOT NULL,
    name MEDIUMTEXT NOT NULL,
    PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
