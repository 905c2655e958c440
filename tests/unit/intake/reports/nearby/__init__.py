"""What lies around a place."""
