#!/bin/sh
# Run once by PostgreSQL on an empty volume: a database for each owner, whose password nobody else
# is told.
set -eu
make() {
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        -v owner="$1" -v password="$2" <<'SQL'
create role :"owner" login password :'password';
create database :"owner" owner :"owner";
revoke connect on database :"owner" from public;
SQL
}
make intake "$INTAKE_PASSWORD"
make bank "$BANK_PASSWORD"
make search "$SEARCH_PASSWORD"
make identity "$IDENTITY_PASSWORD"
