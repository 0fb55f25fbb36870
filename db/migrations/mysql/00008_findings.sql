-- +goose Up
-- What reading a dropped file found.
CREATE TABLE IF NOT EXISTS findings (
    drop_id BIGINT NOT NULL,
    ord INT NOT NULL,
    code VARCHAR(255) NOT NULL,
    severity VARCHAR(255) NOT NULL,
    file MEDIUMTEXT,
    sha256 MEDIUMTEXT,
    sheet MEDIUMTEXT,
    cell MEDIUMTEXT,
    line_code MEDIUMTEXT,
    message MEDIUMTEXT,
    difference DECIMAL(30,12),
    doubts LONGTEXT NOT NULL,
    PRIMARY KEY (drop_id, ord),
    FOREIGN KEY (drop_id) REFERENCES drops (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
