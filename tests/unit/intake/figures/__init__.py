"""Figures over HTTP and on pages."""
