"""Saying that one is away from the desk, and who stands in."""
