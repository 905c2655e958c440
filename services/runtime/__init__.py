"""How any service runs. Knows no word of the domain; could be lifted into another project."""
