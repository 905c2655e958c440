"""A case: what it is, how it moves, which reports it has, where it is kept."""
