"""The index: one port, two adapters, the same answers."""
