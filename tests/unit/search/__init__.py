"""Search, file by file."""
