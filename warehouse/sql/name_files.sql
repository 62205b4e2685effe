SELECT wanted.sha256, min_by(files.inbox, files.path) AS inbox, min(files.path) AS path
FROM (SELECT unnest($digests::VARCHAR[]) AS sha256) AS wanted
LEFT JOIN files USING (sha256)
GROUP BY wanted.sha256
ORDER BY wanted.sha256;
