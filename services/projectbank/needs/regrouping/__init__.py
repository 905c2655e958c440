"""Making all needs anew, with every decision kept."""
