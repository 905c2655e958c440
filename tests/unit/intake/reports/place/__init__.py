"""Where a report happened."""
