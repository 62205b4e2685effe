DELETE FROM quarantine
WHERE inbox = $inbox AND path IN (SELECT path FROM classified UNION ALL SELECT moved_from FROM classified WHERE moved_from IS NOT NULL);
