"""Real pages in a real browser, at two sizes and in both languages."""
