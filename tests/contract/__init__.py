"""What each port promises, stated once and run on every adapter."""
