"""Photos of what was done: kept with the case, asked for where something was repaired."""
