"""The metadata of intake's database; each feature's `tables.py` adds its own to it."""

from sqlalchemy import MetaData

from services.runtime.tables import add_runtime_tables

metadata = MetaData()
runtime_tables = add_runtime_tables(metadata)
