-- +goose Up
-- The figures that an amendment moved: semula and menjadi. line_code NULL: of the agency.
CREATE TABLE changes (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    number INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    line_code TEXT,
    line_name TEXT,
    figure TEXT NOT NULL,
    was_value TEXT,
    was_word TEXT,
    was_unit TEXT,
    is_value TEXT,
    is_word TEXT,
    is_unit TEXT,
    PRIMARY KEY (agency, year, quarter, number, ord),
    FOREIGN KEY (agency, year, quarter, number) REFERENCES amendments (agency, year, quarter, number)
);
