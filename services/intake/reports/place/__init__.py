"""Where a report happened: read from coordinates, names and roads."""
