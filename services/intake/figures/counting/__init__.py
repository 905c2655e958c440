"""Counting in SQL: each kind of thing that is counted has one statement."""
