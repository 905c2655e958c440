"""What becomes of a report after it came: corrections, and every later version."""
