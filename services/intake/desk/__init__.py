"""The officers' desk: the inbox of bundles, the list of cases, the page of one."""
