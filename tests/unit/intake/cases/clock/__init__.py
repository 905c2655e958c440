"""How time runs for a case."""
