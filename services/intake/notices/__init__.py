"""Notices: who is told of what, in whose words, and how it leaves the house."""
