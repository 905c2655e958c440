"""Making a ranking the one of record, and proving it later."""
