-- +goose Up
-- Every file that was ever taken from the inbox. errors holds codes, parted by spaces.
CREATE TABLE drops (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    outcome TEXT NOT NULL,
    agency TEXT,
    year INTEGER,
    quarter INTEGER,
    revision INTEGER,
    errors TEXT,
    published_at TIMESTAMP
);
CREATE INDEX drops_sha256 ON drops (sha256);
CREATE INDEX drops_published_at ON drops (published_at);
