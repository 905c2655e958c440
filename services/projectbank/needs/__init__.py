"""Needs: what keeps going wrong at one place, grouped from reports."""
