"""Opening cases by the rules of the profile."""
