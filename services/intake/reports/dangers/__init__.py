"""Hearing a danger in what was said: words of the profile, found whatever way they are written."""
