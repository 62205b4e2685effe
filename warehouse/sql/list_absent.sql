-- Files of this inbox that the ledger has and the scan did not find.
CREATE OR REPLACE TEMP TABLE absent AS
SELECT files.path, files.article_id, files.sha256, files.status, files.missing_since
FROM sightings
JOIN files ON files.inbox = $inbox AND files.path = sightings.path
WHERE sightings.look = 'absent';
