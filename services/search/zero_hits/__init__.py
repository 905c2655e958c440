"""Which words people look for in vain, so that names and keywords can be added."""
