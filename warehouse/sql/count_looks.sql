-- What a scan found other than the ledger has it, with some of the paths; known as missing and missing still is as it has it.
SELECT sightings.look, count(*) AS files, min(sightings.path, $examples) AS examples
FROM sightings
LEFT JOIN files ON files.inbox = $inbox AND files.path = sightings.path AND files.moved_to IS NULL
WHERE NOT (sightings.look = 'absent' AND files.missing_since IS NOT NULL)
GROUP BY sightings.look;
