"""What the bank makes of reports."""
