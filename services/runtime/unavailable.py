"""What is away for now. Whoever meets it retries the same work; nothing is skipped for it."""


class Unavailable(Exception):
    """Something we depend on cannot answer now."""


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached, is locked for too long, or its disk is full."""


class BusUnavailable(Unavailable):
    """The bus cannot be reached or did not acknowledge in time."""


class IndexUnavailable(Unavailable):
    """The search index cannot be reached or refused for lack of room."""
