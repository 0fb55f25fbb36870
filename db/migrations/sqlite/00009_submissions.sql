-- +goose Up
-- Accepted reports, each a revision for its quarter.
CREATE TABLE submissions (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    drop_id INTEGER NOT NULL,
    file TEXT,
    sha256 TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    plan_revision INTEGER NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, plan_revision) REFERENCES plans (agency, year, revision),
    FOREIGN KEY (drop_id) REFERENCES drops (id)
);
CREATE INDEX submissions_sha256 ON submissions (sha256);
