"""From evidence to points, and from points to places."""
