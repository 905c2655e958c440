"""Citymend: three services joined by a bus, from a resident's report to a renewal project.

The map: `contracts` says what the services tell each other, `runtime` how any of them runs,
`intake`, `projectbank` and `search` what each of them owns.
"""

__version__ = "0.1.0"
