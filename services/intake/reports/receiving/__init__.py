"""Letting reports in: one, or a table of them."""
