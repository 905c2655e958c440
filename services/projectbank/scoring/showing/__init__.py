"""What pages and answers say of ranked projects."""
