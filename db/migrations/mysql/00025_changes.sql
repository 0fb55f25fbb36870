-- +goose Up
-- The figures that an amendment moved: semula and menjadi. line_code NULL: of the agency.
CREATE TABLE IF NOT EXISTS changes (
    agency VARCHAR(255) NOT NULL,
    year INT NOT NULL,
    quarter INT NOT NULL,
    number INT NOT NULL,
    ord INT NOT NULL,
    line_code VARCHAR(255),
    line_name MEDIUMTEXT,
    figure VARCHAR(255) NOT NULL,
    was_value DECIMAL(36,12),
    was_word MEDIUMTEXT,
    was_unit MEDIUMTEXT,
    is_value DECIMAL(36,12),
    is_word MEDIUMTEXT,
    is_unit MEDIUMTEXT,
    PRIMARY KEY (agency, year, quarter, number, ord),
    FOREIGN KEY (agency, year, quarter, number) REFERENCES amendments (agency, year, quarter, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
