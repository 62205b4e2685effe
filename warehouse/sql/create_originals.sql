-- Compressed already, so DuckDB need not try; without an index, since the insert looks for what is there.
CREATE TABLE IF NOT EXISTS originals (
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    bytes BLOB USING COMPRESSION uncompressed NOT NULL
);
