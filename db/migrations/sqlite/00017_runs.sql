-- +goose Up
-- Every time that a job was done: by schedule, caught up, or by command.
CREATE TABLE runs (
    id TEXT NOT NULL,
    job TEXT NOT NULL,
    why TEXT NOT NULL,
    scheduled_for TIMESTAMP,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    host TEXT,
    pid INTEGER NOT NULL,
    outcome TEXT,
    error TEXT,
    taken INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX runs_job_started_at ON runs (job, started_at);
