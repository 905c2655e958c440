"""Text analysis, once, in Python, for every index: folding, term streams, queries, highlights."""
