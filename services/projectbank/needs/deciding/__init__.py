"""What planners decide of needs: the deed, its shape, its routes."""
