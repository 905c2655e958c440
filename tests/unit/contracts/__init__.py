"""What the services say to each other, tried by itself."""
