"""All pages and routes of intake, as the one application that a web process serves."""
