"""PostgreSQL databases that tests use one after another: their tables stay, their rows do not.

Making a database and its tables and dropping them again is most of what a short test on PostgreSQL
costs; emptying one is a tenth of it.
"""

from tests.support.engines.probes import connect
from tests.support.engines.room import unique

_END_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""
# Deleting a few rows is cheaper than truncating, which makes new files; a table that was large is
# truncated, so that no later test reads over what is dead in it. Who refers to rows goes first.
_EMPTY = """
do $$
declare
    each record;
    filled boolean;
    again boolean := true;
begin
    while again loop
        again := false;
        for each in
            select quote_ident(tablename) as name from pg_tables
            where schemaname = 'public' and tablename <> 'alembic_version'
        loop
            execute 'select exists (select from ' || each.name || ')' into filled;
            if filled and pg_relation_size(each.name) > 262144 then
                execute 'truncate ' || each.name || ' cascade';
            elsif filled then
                begin
                    execute 'delete from ' || each.name;
                exception when foreign_key_violation then
                    again := true;
                end;
            end if;
        end loop;
    end loop;
    perform setval(quote_ident(sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null;
end
$$
"""


class EmptiedDatabases:
    """One for each kind of tables, made when it is first asked for."""

    def __init__(self, postgres_url: str) -> None:
        self._server = postgres_url
        self._made: dict[str, str] = {}

    def url(self, kind: str) -> str:
        """A database without a row and without anybody else connected; with the tables that tests
        of the kind made. Who alters tables takes fresh_postgres_url instead."""
        if kind in self._made:
            _empty(self._made[kind])
        else:
            self._made[kind] = self._make()
        return self._made[kind]

    def drop(self) -> None:
        with connect(self._server) as connection:
            for url in self._made.values():
                name = url.rpartition("/")[2]
                connection.execute(f'drop database "{name}" with (force)'.encode())

    def _make(self) -> str:
        name = unique("e").replace("-", "_")
        with connect(self._server) as connection:
            connection.execute(f'create database "{name}"'.encode())
        return self._server.rpartition("/")[0] + f"/{name}"


def _empty(url: str) -> None:
    with connect(url) as connection:
        connection.execute(_END_OTHERS)
        connection.execute(_EMPTY)
