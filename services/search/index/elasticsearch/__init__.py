"""The adapter for a real engine: Elasticsearch 8 through its own client."""
