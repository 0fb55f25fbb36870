-- +goose Up
-- Letters, each to one recipient, queued with what they tell. about is unique to that.
CREATE TABLE messages (
    id INTEGER NOT NULL PRIMARY KEY,
    about TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    agency TEXT,
    year INTEGER,
    quarter INTEGER,
    drop_id INTEGER,
    revision INTEGER,
    days_before INTEGER,
    queued_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TIMESTAMP,
    give_up_at TIMESTAMP,
    holder TEXT,
    held_until TIMESTAMP,
    error TEXT,
    ended_at TIMESTAMP,
    UNIQUE (about, recipient),
    FOREIGN KEY (drop_id) REFERENCES drops (id)
);
CREATE INDEX messages_state ON messages (state, next_at);
