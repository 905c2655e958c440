"""Tables that officers hand in at the desk: looked at first, then taken over."""
