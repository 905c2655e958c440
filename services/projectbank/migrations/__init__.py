"""Numbered migrations of the bank's database."""
