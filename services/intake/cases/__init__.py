"""What must be handled: who, by when, in which state, with which outcome."""
