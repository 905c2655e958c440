"""How any service runs, tried without a domain."""
