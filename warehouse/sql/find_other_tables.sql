-- Whether readers have other tables than the loader: an upgrade has migrated it since.
SELECT max(name) FROM schema_migrations
EXCEPT
SELECT schema_version FROM published;
