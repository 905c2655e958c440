"""Reading tables that people send: XLSX and CSV, as rows of cells."""
