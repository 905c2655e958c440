"""The residents' pages: start, report, track. Plain forms and links; no scripts needed."""
