"""The metadata of search's database: so far only what the runtime keeps in it."""

from sqlalchemy import MetaData

from services.runtime.tables import add_runtime_tables

metadata = MetaData()
runtime_tables = add_runtime_tables(metadata)
