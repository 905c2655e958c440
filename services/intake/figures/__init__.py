"""Figures of handling: what is counted, how each rate is defined, and where both are shown."""
