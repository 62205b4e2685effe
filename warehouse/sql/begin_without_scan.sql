-- A run without a scan: no file changed, none is gone.
CREATE OR REPLACE TEMP TABLE sightings (
    path VARCHAR, size BIGINT, mtime_ns BIGINT, ctime_ns BIGINT, inode UBIGINT, look VARCHAR
);
CREATE OR REPLACE TEMP TABLE absent (
    path VARCHAR, article_id VARCHAR, sha256 VARCHAR, status VARCHAR, missing_since TIMESTAMPTZ
);
