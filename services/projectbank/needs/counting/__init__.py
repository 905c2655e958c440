"""How many people and reports a need has."""
