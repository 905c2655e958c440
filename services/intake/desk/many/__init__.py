"""Declining many reports of the inbox at once, wherever they are."""
