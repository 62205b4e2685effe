-- Whether readers have other tables than the loader: an upgrade has migrated it since.
(SELECT name FROM schema_migrations ORDER BY applied_at DESC, name DESC LIMIT 1)
EXCEPT
SELECT schema_version FROM published;
