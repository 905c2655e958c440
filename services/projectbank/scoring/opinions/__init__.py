"""Second opinions on a ranking, made in the background."""
