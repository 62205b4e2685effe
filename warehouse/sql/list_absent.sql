-- Files of this inbox that the ledger has and the scan did not find. A directory that could not be looked into
-- ($blind, each ending in a slash) hides its files; they are not absent.
CREATE OR REPLACE TEMP TABLE absent AS
SELECT files.path, files.article_id, files.sha256, files.status, files.missing_since
FROM files
ANTI JOIN sightings USING (path)
WHERE files.inbox = $inbox
    AND files.moved_to IS NULL
    AND len(list_filter($blind::VARCHAR[], lambda place: starts_with(files.path, place))) = 0;
