"""Who has a case: claiming it, giving it to a colleague, and who stands in while one is away."""
