"""The numbered migrations of identity's own database."""
