"""What is hidden of a text."""
