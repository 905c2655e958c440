"""Real engines without containers: fetched once, started by tests or by a person on one box."""
