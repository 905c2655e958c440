"""Reporting without a connection: the service worker, and what it and the queue ask for."""
