"""The metadata of the bank's database; each feature's store adds its own tables to it."""

from sqlalchemy import MetaData

from services.runtime.tables import add_runtime_tables

metadata = MetaData()
runtime_tables = add_runtime_tables(metadata)
