"""How projects are scored and ranked."""
