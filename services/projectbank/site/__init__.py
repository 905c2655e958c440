"""The public pages of the bank: the ranking, and each project with the reasons for its place."""
