-- +goose Up
-- What happened, only ever added to: a chain for each agency, '' for what is of no known
-- one. hash covers the other columns and the hash before, but for published_at, which is
-- set once what follows from an entry outside the database is done.
CREATE TABLE history (
    agency TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TIMESTAMP NOT NULL,
    host TEXT,
    user TEXT,
    kind TEXT NOT NULL,
    year INTEGER,
    quarter INTEGER,
    revision INTEGER,
    drop_id INTEGER,
    sha256 TEXT,
    reason TEXT,
    detail TEXT,
    before_hash TEXT,
    hash TEXT NOT NULL,
    published_at TIMESTAMP,
    PRIMARY KEY (agency, number)
);
CREATE INDEX history_published_at ON history (published_at);
