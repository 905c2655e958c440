"""Splitting a report that holds several problems into parts that are handled apart."""
