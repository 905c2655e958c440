"""What must not be shown of a text, and how it is hidden."""
