"""Reports over HTTP: their routes, what is sent and what is answered."""
