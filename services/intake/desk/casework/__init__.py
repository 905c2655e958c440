"""Working on cases: the list beside the case, its page, who has it, what is said of it."""
