-- +goose Up
-- Agencies (OPD) that ever had a plan.
CREATE TABLE agencies (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (code)
);
