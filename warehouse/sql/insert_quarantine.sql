INSERT INTO quarantine BY NAME SELECT * FROM withheld;
