-- +goose Up
-- Every file that was ever taken from the inbox. errors holds codes, parted by spaces.
CREATE TABLE IF NOT EXISTS drops (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name MEDIUMTEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    received_at DATETIME(6) NOT NULL,
    decided_at DATETIME(6) NOT NULL,
    outcome VARCHAR(255) NOT NULL,
    agency MEDIUMTEXT,
    year INT,
    quarter INT,
    revision INT,
    errors MEDIUMTEXT,
    published_at DATETIME(6),
    KEY drops_sha256 (sha256),
    KEY drops_published_at (published_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
