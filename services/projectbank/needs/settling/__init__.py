"""Writing what grouping or a decision came to: needs, their counts, what is told of them."""
