"""Who calls: API keys, roles, and the check that every route names who may use it."""
