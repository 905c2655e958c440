"""The `citymend` command: one file per group of verbs. Knows people and terminals, no rules."""
