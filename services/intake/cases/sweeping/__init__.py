"""What the clock notes of cases, whoever looks or does not look at them."""
