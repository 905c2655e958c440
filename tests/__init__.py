"""Tests: promises of every layer, from pure rules to whole flows on real engines."""
