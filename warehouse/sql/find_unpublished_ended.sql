-- What is over once readers have everything.
SELECT incident_id, 'It is published.' AS reason FROM incidents WHERE rule = 'not_published' AND state = 'open';
