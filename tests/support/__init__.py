"""What tests share: engines, builders, waiting."""
