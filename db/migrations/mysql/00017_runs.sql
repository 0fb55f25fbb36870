-- +goose Up
-- Every time that a job was done: by schedule, caught up, or by command.
CREATE TABLE IF NOT EXISTS runs (
    id VARCHAR(64) NOT NULL,
    job VARCHAR(64) NOT NULL,
    why VARCHAR(64) NOT NULL,
    scheduled_for DATETIME(6),
    started_at DATETIME(6) NOT NULL,
    finished_at DATETIME(6),
    host VARCHAR(255),
    pid INT NOT NULL,
    outcome VARCHAR(64),
    error LONGTEXT,
    taken INT NOT NULL,
    returned INT NOT NULL,
    PRIMARY KEY (id),
    KEY runs_job_started_at (job, started_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
