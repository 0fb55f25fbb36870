-- +goose Up
-- The summary workbook of an agency's quarter: what it was made from, and what the
-- overview of all agencies says of it. published_at NULL: not in the overview yet.
CREATE TABLE summaries (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    card TEXT NOT NULL,
    workbook_sha256 TEXT NOT NULL,
    published_at TIMESTAMP,
    PRIMARY KEY (agency, year, quarter),
    FOREIGN KEY (agency, year) REFERENCES agency_years (agency, year)
);
