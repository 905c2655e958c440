"""Experts' ratings, with a name and a reason."""
