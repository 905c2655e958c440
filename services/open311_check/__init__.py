"""A conformance suite for any GeoReport v2 server; it knows nothing of ours."""
