"""The residents' pages."""
