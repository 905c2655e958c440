"""Projects of the bank, from candidate to exit."""
