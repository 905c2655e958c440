"""What the bank keeps of a report."""
