-- Tables and macros that a migration made since readers got their copy.
SELECT name FROM schema_migrations WHERE applied_at > (SELECT max(published_at) FROM runs);
