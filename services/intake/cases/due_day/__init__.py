"""The day by which a case without a limit is dealt with."""
