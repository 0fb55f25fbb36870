-- +goose Up
-- Reports that were taken back: they count no more, and the one before them does again.
CREATE TABLE IF NOT EXISTS withdrawals (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    withdrawn_at DATETIME(6) NOT NULL,
    host VARCHAR(255),
    user VARCHAR(255),
    reason MEDIUMTEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
