"""Rankings as they were published, with what each score was made of."""
