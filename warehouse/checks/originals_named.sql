-- Every original is named by the ledger or by a version.
-- note: the loader's database knows less than the originals, as after a kill between the two or a loss of its last transactions; the next run reads the files again that are in the inbox, and the others harm nobody
SELECT sha256, size
FROM kept.originals
ANTI JOIN files USING (sha256)
ANTI JOIN article_versions USING (sha256)
ANTI JOIN quarantine USING (sha256)
ORDER BY sha256;
