"""What others already reported around a place."""
