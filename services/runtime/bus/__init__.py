"""The bus: one port, two adapters (a real broker, a log in SQLite)."""
