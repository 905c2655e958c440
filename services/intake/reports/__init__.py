"""Reports: what people, tables and devices said, and what intake assigned to it."""
