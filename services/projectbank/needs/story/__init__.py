"""Why a need is what it is."""
