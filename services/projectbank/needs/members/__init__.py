"""Which reports make up a need."""
