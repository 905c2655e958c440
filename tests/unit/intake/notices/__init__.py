"""What the project bank tells about reports."""
