"""Filters that an officer keeps under a name of their own."""
