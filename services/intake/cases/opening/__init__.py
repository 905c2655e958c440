"""How a case begins, who belongs to it and who gets it first."""
