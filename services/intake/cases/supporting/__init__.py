"""Supporting units (协办): what the lead asks of others, each with its own clock."""
