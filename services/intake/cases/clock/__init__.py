"""How time runs for a case: calendars, limits, deadlines."""
