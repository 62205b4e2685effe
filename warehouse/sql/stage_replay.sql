-- What is replayed is as the ledger has it; files that a scan found changed or gone are not for replaying.
DELETE FROM replayable WHERE path IN (SELECT path FROM sightings);
INSERT INTO sightings SELECT path, size, mtime_ns, ctime_ns, inode, 'replayed' AS look FROM replayable;
