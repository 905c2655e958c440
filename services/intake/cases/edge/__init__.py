"""Cases over HTTP, and the forms beside their steps."""
