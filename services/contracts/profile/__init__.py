"""The shared vocabularies of one jurisdiction, as data with a loader and a checker.

A profile is one folder; `demonstration/` is the bundled one, a district that does not exist.
"""
