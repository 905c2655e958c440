"""What waits for an officer, as bundles that are handled at once."""
