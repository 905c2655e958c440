"""What the services say to each other. Imports nothing of ours; only grows (ADR 0005)."""
