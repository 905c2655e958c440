"""Tables of reports from elsewhere: reading them, understanding their columns, taking them over."""
