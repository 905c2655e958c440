"""Under which number, and at which place in the order of acceptance, a report stands."""
