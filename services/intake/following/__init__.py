"""Following: what the reader of a report's page may say there, and finding that page again."""
