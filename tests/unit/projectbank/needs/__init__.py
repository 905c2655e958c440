"""How reports become needs."""
