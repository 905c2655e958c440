"""The door of all services as people see it: the pages where they sign in."""
