-- +goose Up
-- What the manifest of a quarter's folder lists: NULL for a workbook that is not there.
-- Of agency '' it is the folder above, with the summary of all agencies.
CREATE TABLE manifests (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    variance_sha256 TEXT,
    summary_sha256 TEXT,
    PRIMARY KEY (agency, year, quarter)
);
