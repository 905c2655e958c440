"""Finding: a report's page again, by its number and a code sent to its telephone or e-mail."""
