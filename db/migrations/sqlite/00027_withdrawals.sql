-- +goose Up
-- Reports that were taken back: they count no more, and the one before them does again.
CREATE TABLE withdrawals (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    withdrawn_at TIMESTAMP NOT NULL,
    host TEXT,
    user TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (agency, year, quarter, revision),
    FOREIGN KEY (agency, year, quarter, revision) REFERENCES submissions (agency, year, quarter, revision)
);
