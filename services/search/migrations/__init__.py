"""The numbered migrations of search's database."""
