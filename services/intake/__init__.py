"""Intake owns what people and devices reported, and how it is handled.

Publishes `intake-reports`. Consumes `projectbank-links` and `projectbank-projects`, for the page
of the reporter only; emits nothing because of them. Depends on its own database for everything
a resident does; with the bus away, events wait in the outbox and pages say what is delayed.
"""
