"""Bringing new reports to their needs, and decisions after them."""
