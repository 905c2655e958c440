"""Feedback: what became of a report, as the project bank tells it."""
