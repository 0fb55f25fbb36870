-- +goose Up
-- What happened, only ever added to: a chain for each agency, '' for what is of no known
-- one. hash covers the other columns and the hash before, but for published_at, which is
-- set once what follows from an entry outside the database is done.
CREATE TABLE IF NOT EXISTS history (
    agency VARCHAR(255) NOT NULL,
    number INT NOT NULL,
    at DATETIME(6) NOT NULL,
    host VARCHAR(255),
    user VARCHAR(255),
    kind VARCHAR(64) NOT NULL,
    year INT,
    quarter INT,
    revision INT,
    drop_id BIGINT,
    sha256 VARCHAR(64),
    reason MEDIUMTEXT,
    detail MEDIUMTEXT,
    before_hash VARCHAR(64),
    hash VARCHAR(64) NOT NULL,
    published_at DATETIME(6),
    PRIMARY KEY (agency, number),
    KEY history_published_at (published_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
