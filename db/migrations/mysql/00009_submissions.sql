-- +goose Up
-- Accepted reports, each a revision for its quarter.
CREATE TABLE IF NOT EXISTS submissions (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    revision INT NOT NULL,
    drop_id BIGINT NOT NULL,
    file MEDIUMTEXT,
    sha256 VARCHAR(64) NOT NULL,
    received_at DATETIME(6) NOT NULL,
    plan_revision INT NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, plan_revision) REFERENCES plans (agency, year, revision),
    FOREIGN KEY (drop_id) REFERENCES drops (id),
    KEY submissions_sha256 (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
