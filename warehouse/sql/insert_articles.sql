INSERT INTO articles BY NAME
SELECT * EXCLUDE (valid_to) FROM new_versions WHERE valid_to IS NULL;
