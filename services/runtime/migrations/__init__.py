"""Moving a database to this release's tables: one Alembic set-up for every owner of tables."""
