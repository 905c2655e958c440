"""Answers that are written often: templates of the profile, filled for a case."""
