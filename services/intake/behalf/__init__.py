"""Behalf: staff file for people who cannot, and give them a slip that finds the report again."""
