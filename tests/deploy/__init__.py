"""What is deployed: each service by itself, as an operator installs it."""
