-- Every original is kept once.
-- note: a second one is the same; it costs only room
SELECT sha256, count(*) AS times
FROM kept.originals
GROUP BY sha256
HAVING count(*) > 1
ORDER BY sha256;
