#!/usr/bin/env bash
# A Docker daemon and a PostgreSQL image where only package registries answer, so that the
# testcontainers provider can be exercised for real. As root, on Debian, by hand:
#
#     sudo tests/support/engines/docker_daemon.sh up      # 1 to 2 minutes the first time
#     eval "$(tests/support/engines/docker_daemon.sh env)"
#     REQUIRE_ENGINES=postgres make test PYTEST_ARGS="-m postgres"
#     sudo tests/support/engines/docker_daemon.sh down    # stops the daemon, keeps the image
#
# Everything lies under CITYMEND_DOCKER_DIR (default /var/tmp/citymend-docker); remove it after
# `down` to remove all. Where a daemon with a registry exists already, none of this is needed:
# the tests find the daemon and pull postgres:15 themselves.
#
# The image is a stand-in for the official one: Debian with its own PostgreSQL, and an entrypoint
# that reads POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB as the official one does.
set -euo pipefail

directory=${CITYMEND_DOCKER_DIR:-/var/tmp/citymend-docker}
socket=$directory/docker.sock
pid_file=$directory/docker.pid
image=citymend/postgres-stand-in:15
release=bookworm

say() { printf '%s\n' "$*" >&2; }

running() { [ -S "$socket" ] && docker -H "unix://$socket" info >/dev/null 2>&1; }

install_packages() {
    command -v dockerd >/dev/null && command -v debootstrap >/dev/null && return
    say "installing docker.io and debootstrap"
    apt-get -o DPkg::Lock::Timeout=120 -q update >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -q install -y \
        --no-install-recommends docker.io debootstrap >/dev/null
}

start_daemon() {
    running && return
    say "starting dockerd in $directory"
    # Without the two limits every container fails where the machine's own hard limits are lower
    # than Docker's defaults (setrlimit: operation not permitted).
    setsid dockerd --data-root "$directory/data" --exec-root "$directory/exec" \
        -H "unix://$socket" -p "$pid_file" \
        --default-ulimit nofile=10000:10000 --default-ulimit nproc=20000:20000 \
        >"$directory/dockerd.log" 2>&1 </dev/null &
    for _ in $(seq 1 60); do
        running && return
        sleep 0.5
    done
    say "dockerd does not answer:"
    tail -n 5 "$directory/dockerd.log" >&2
    exit 1
}

write_entrypoint() {
    cat >"$1" <<'ENTRYPOINT'
#!/bin/bash
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    install -d -o postgres -g postgres -m 700 "$PGDATA"
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    secret=$(mktemp)
    printf '%s' "${POSTGRES_PASSWORD:?}" >"$secret"
    chown postgres "$secret"
    as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
    as_postgres initdb -D "$PGDATA" -U "$user" --pwfile="$secret" --auth=scram-sha-256 \
        -E UTF8 --locale=C.UTF-8
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    # Not on TCP yet: who waits for the server must not meet the half-made one.
    as_postgres pg_ctl -D "$PGDATA" -w -o "-c listen_addresses= -k /tmp" start
    if [ "$database" != postgres ]; then
        PGPASSWORD=$POSTGRES_PASSWORD psql -h /tmp -U "$user" -d postgres \
            -c "create database \"$database\""
    fi
    as_postgres pg_ctl -D "$PGDATA" -w -m fast stop
    rm "$secret"
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups \
    postgres -D "$PGDATA" -c listen_addresses='*' -k /tmp
ENTRYPOINT
    chmod 755 "$1"
}

build_image() {
    docker -H "unix://$socket" image inspect "$image" >/dev/null 2>&1 && return
    local root=$directory/rootfs
    say "building $image: Debian $release with its PostgreSQL"
    rm -rf "$root"
    debootstrap --variant=minbase --include=ca-certificates "$release" "$root" \
        >"$directory/debootstrap.log"
    # The machine's own way to its packages and certificates is the image's way, too.
    cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mkdir -p "$root/etc/postgresql-common"
    echo 'create_main_cluster = false' >"$root/etc/postgresql-common/createcluster.conf"
    chroot "$root" apt-get -q update >>"$directory/debootstrap.log" 2>&1
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -q install -y --no-install-recommends \
        postgresql >>"$directory/debootstrap.log" 2>&1
    chroot "$root" apt-get clean
    write_entrypoint "$root/usr/local/bin/entrypoint.sh"
    local binaries
    binaries=$(cd "$root" && echo usr/lib/postgresql/*/bin)
    tar -C "$root" -c . | docker -H "unix://$socket" import \
        --change "ENV PATH=/$binaries:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" \
        --change 'ENV PGDATA=/var/lib/postgresql/data' \
        --change 'EXPOSE 5432' \
        --change 'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]' \
        - "$image" >/dev/null
    rm -rf "$root"
}

up() {
    [ "$(id -u)" = 0 ] || { say "this needs root"; exit 1; }
    mkdir -p "$directory"
    install_packages
    start_daemon
    build_image
    say "ready; next: eval \"\$($0 env)\""
}

environment() {
    running || { say "no daemon runs in $directory: $0 up"; exit 1; }
    echo "export DOCKER_HOST=unix://$socket"
    echo "export CITYMEND_TEST_POSTGRES_IMAGE=$image"
}

down() {
    [ -f "$pid_file" ] || { say "no daemon runs in $directory"; return; }
    local pid
    pid=$(cat "$pid_file")
    kill "$pid"
    for _ in $(seq 1 60); do
        [ -d "/proc/$pid" ] || return 0
        sleep 0.5
    done
    say "dockerd ($pid) did not end"
    exit 1
}

case "${1:-}" in
    up) up ;;
    env) environment ;;
    down) down ;;
    *) sed -n '2,16p' "$0" | cut -c3- ; exit 2 ;;
esac
