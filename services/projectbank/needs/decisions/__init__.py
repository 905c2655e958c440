"""What a planner decides about needs, and what then holds."""
