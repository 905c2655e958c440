"""The embedded adapter: tantivy in a directory."""
