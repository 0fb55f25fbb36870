-- +goose Up
-- What a worker is busy with: one row for each file, result or job. A holder that says
-- nothing until expires_at is taken for dead. Emptied as the work is done.
CREATE TABLE IF NOT EXISTS claims (
    id VARCHAR(64) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    name MEDIUMTEXT NOT NULL,
    size BIGINT NOT NULL,
    modified_ns BIGINT NOT NULL,
    holder VARCHAR(64),
    expires_at DATETIME(6) NOT NULL,
    received_at DATETIME(6) NOT NULL,
    identified BOOLEAN NOT NULL,
    agency VARCHAR(255),
    drop_id BIGINT,
    PRIMARY KEY (id),
    KEY claims_holder (holder)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
