"""Numbered migrations of intake's database."""
