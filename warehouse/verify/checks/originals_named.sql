-- Every original is named by the ledger, by a version, or by what was once found in it.
-- note: a run was killed before it had loaded them, or the loader's database has lost its last transactions; the next run reads again what is still in the inbox, and the others harm nobody
SELECT sha256, size
FROM kept.originals
ANTI JOIN files USING (sha256)
ANTI JOIN article_versions USING (sha256)
ANTI JOIN quarantine USING (sha256)
ANTI JOIN issues USING (sha256)
ORDER BY sha256;
