"""Feeds: what is new in an area, for residents who follow it with a reader of their own."""
