-- A file that is gone is withheld no longer.
DELETE FROM quarantine
WHERE inbox = $inbox AND path IN (
    SELECT path FROM files WHERE files.inbox = $inbox AND missing_since IS NOT NULL
);
