INSERT INTO files BY NAME
SELECT
    $inbox AS inbox, path, article_id, sha256, size, mtime_ns, ctime_ns, inode,
    CASE
        WHEN outcome <> 'duplicate' THEN outcome
        WHEN duplicate_of IS NULL THEN 'loaded'
        ELSE 'duplicate'
    END AS status,
    duplicate_of,
    coalesce(path_first_seen, $now) AS first_seen,
    CASE WHEN class = 'replayed' THEN path_last_read ELSE $now END AS last_read,
    $run_id AS run_id
FROM classified;
