"""Reporting on the pages: the routes of the form, and what works without a connection."""
