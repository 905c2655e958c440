"""What the evidence leaves in doubt: needs that may be one, and needs that may be several."""
