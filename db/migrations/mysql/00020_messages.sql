-- +goose Up
-- Letters, each to one recipient, queued with what they tell. about is unique to that.
CREATE TABLE IF NOT EXISTS messages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    about VARCHAR(400) NOT NULL,
    recipient VARCHAR(255) NOT NULL,
    message_id VARCHAR(255) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    agency VARCHAR(255),
    year INT,
    quarter INT,
    drop_id BIGINT,
    revision INT,
    days_before INT,
    queued_at DATETIME(6) NOT NULL,
    state VARCHAR(64) NOT NULL,
    attempts INT NOT NULL,
    next_at DATETIME(6),
    give_up_at DATETIME(6),
    holder VARCHAR(64),
    held_until DATETIME(6),
    error LONGTEXT,
    ended_at DATETIME(6),
    UNIQUE KEY messages_about (about, recipient),
    KEY messages_state (state, next_at),
    FOREIGN KEY (drop_id) REFERENCES drops (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
