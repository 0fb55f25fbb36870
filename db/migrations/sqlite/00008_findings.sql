-- +goose Up
-- What reading a dropped file found.
CREATE TABLE findings (
    drop_id INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    file TEXT,
    sha256 TEXT,
    sheet TEXT,
    cell TEXT,
    line_code TEXT,
    message TEXT,
    difference TEXT,
    doubts TEXT NOT NULL,
    PRIMARY KEY (drop_id, ord),
    FOREIGN KEY (drop_id) REFERENCES drops (id)
);
