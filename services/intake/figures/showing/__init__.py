"""How the statistics are shown: pictures with their tables, a table for spreadsheets, filters."""
