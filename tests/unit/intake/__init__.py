"""Intake without engines."""
