"""Tests of keys and access."""
