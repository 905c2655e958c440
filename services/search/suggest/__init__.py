"""What is offered while somebody types: names of the profile, titles of needs and projects."""
