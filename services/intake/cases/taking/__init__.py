"""Taking a step of a case, with what shows that it was done."""
