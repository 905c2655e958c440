"""A first category for a text: by keywords, by pairs of characters, by what officers corrected."""
