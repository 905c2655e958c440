"""The whole thread, run for real."""
