"""Lists of cases, and of what is asked of them."""
