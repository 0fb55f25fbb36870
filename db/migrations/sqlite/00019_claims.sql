-- +goose Up
-- What a worker is busy with: one row for each file, result or job. A holder that says
-- nothing until expires_at is taken for dead. Emptied as the work is done.
CREATE TABLE claims (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    holder TEXT,
    expires_at TIMESTAMP NOT NULL,
    received_at TIMESTAMP NOT NULL,
    identified BOOLEAN NOT NULL,
    agency TEXT,
    drop_id INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX claims_holder ON claims (holder);
