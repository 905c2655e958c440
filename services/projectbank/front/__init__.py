"""The web side: everything that is answered over HTTP, put together."""
