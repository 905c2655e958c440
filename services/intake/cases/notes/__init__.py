"""Internal notes on a case: for colleagues, never for residents, in no event."""
