"""One report as the staff see it: what was said, what it was taken for, and what else means it."""
