#!/usr/bin/env bash
# A Docker daemon and images where only package registries answer, so that our own images can
# be built and the testcontainers provider be exercised for real. As root, on Debian:
#
#     sudo tests/support/engines/docker_daemon.sh up      # 1 to 2 minutes the first time
#     eval "$(tests/support/engines/docker_daemon.sh env)"
#     REQUIRE_ENGINES=postgres make test PYTEST_ARGS="-m postgres"
#     sudo tests/support/engines/docker_daemon.sh down    # stops the daemon, keeps the images
#
# `up python`, and so on, makes one of the images alone; the tests of our images call `up python`
# and `down` themselves where they are root and no daemon answers.
#
# Everything lies under CITYMEND_DOCKER_DIR (default /var/tmp/citymend-docker); remove it after
# `down` to remove all. Where a daemon with a registry exists already, none of this is needed:
# the tests find the daemon and pull postgres:15 themselves.
#
# The images are stand-ins for the official ones. `python` is Debian with its own Python 3.11, what
# deploy/Dockerfile begins from. `postgres` has PostgreSQL besides, and an entrypoint that reads
# POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB as the official one does. `kafka`, `elasticsearch`
# and `nginx` are those of stand_ins/, made of what `make engines` brought.
set -euo pipefail

directory=${CITYMEND_DOCKER_DIR:-/var/tmp/citymend-docker}
socket=$directory/docker.sock
pid_file=$directory/docker.pid
python_image=citymend/python-stand-in:3.11
postgres_image=citymend/postgres-stand-in:15
kafka_image=citymend/kafka-stand-in:4
elasticsearch_image=citymend/elasticsearch-stand-in:8
nginx_image=citymend/nginx-stand-in:1
here=$(cd "$(dirname "$0")" && pwd)
engines=${CITYMEND_ENGINES_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/citymend}
root=$directory/rootfs
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
    # Left by a daemon that was killed; the numbers may be other processes' by now.
    rm -f "$pid_file" "$socket" "$directory/exec/containerd/containerd.pid"
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
    for script in /docker-entrypoint-initdb.d/*.sh; do
        [ -e "$script" ] || continue
        PGHOST=/tmp PGPASSWORD=$POSTGRES_PASSWORD POSTGRES_USER=$user POSTGRES_DB=$database \
            bash "$script"
    done
    as_postgres pg_ctl -D "$PGDATA" -w -m fast stop
    rm "$secret"
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups \
    postgres -D "$PGDATA" -c listen_addresses='*' -k /tmp
ENTRYPOINT
    chmod 755 "$1"
}

have() { docker -H "unix://$socket" image inspect "$1" >/dev/null 2>&1; }

bootstrap() {
    [ -e "$root/etc/debian_version" ] && return
    say "bootstrapping Debian $release"
    debootstrap --variant=minbase --include=ca-certificates "$release" "$root.part" \
        >"$directory/debootstrap.log"
    # The machine's own way to its packages and certificates is the image's way, too.
    cp -r /etc/apt/apt.conf.d/. "$root.part/etc/apt/apt.conf.d/"
    cp /etc/ssl/certs/ca-certificates.crt "$root.part/etc/ssl/certs/ca-certificates.crt"
    cp /etc/resolv.conf "$root.part/etc/resolv.conf"
    [ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$root.part/etc/pip.conf"
    mv "$root.part" "$root"
}

install_into_root() {
    chroot "$root" apt-get -q update >>"$directory/debootstrap.log" 2>&1
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -q install -y --no-install-recommends \
        "$@" >>"$directory/debootstrap.log" 2>&1
    chroot "$root" apt-get clean
    rm -rf "$root"/var/lib/apt/lists/*
}

build_python() {
    have "$python_image" && return
    bootstrap
    say "building $python_image: Debian $release with its Python"
    install_into_root python3 python3-venv
    tar -C "$root" -c . | docker -H "unix://$socket" import \
        --change "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        - "$python_image" >/dev/null
}

build_postgres() {
    have "$postgres_image" && return
    bootstrap
    say "building $postgres_image: Debian $release with its PostgreSQL"
    mkdir -p "$root/etc/postgresql-common"
    echo 'create_main_cluster = false' >"$root/etc/postgresql-common/createcluster.conf"
    install_into_root postgresql
    write_entrypoint "$root/usr/local/bin/entrypoint.sh"
    local binaries
    binaries=$(cd "$root" && echo usr/lib/postgresql/*/bin)
    tar -C "$root" -c . | docker -H "unix://$socket" import \
        --change "ENV PATH=/$binaries:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" \
        --change 'ENV PGDATA=/var/lib/postgresql/data' \
        --change 'EXPOSE 5432' \
        --change 'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]' \
        - "$postgres_image" >/dev/null
}

# stand_in IMAGE TARGET TREE: one target of stand_ins/Dockerfile with a tree of the engines' folder.
stand_in() {
    have "$1" && return
    build_python
    say "building $1"
    local context=$directory/context
    rm -rf "$context"
    mkdir "$context"
    cp -r "$here/stand_ins" "$context/stand_ins"
    [ -z "$3" ] || cp -r "$engines/$3" "$context/tree"
    DOCKER_BUILDKIT=0 docker -H "unix://$socket" build --network=host --target "$2" -t "$1" \
        --build-arg BASE="$python_image" --build-arg TREE="tree${4:+/$4}" \
        -f "$context/stand_ins/Dockerfile" "$context" >>"$directory/stand-ins.log" 2>&1
    rm -rf "$context"
}

newest() { (cd "$engines" && ls -d "$1"-* | sort -V | tail -n 1); }
build_kafka() { stand_in "$kafka_image" kafka "$(newest kafka)" ""; }
build_elasticsearch() {
    stand_in "$elasticsearch_image" elasticsearch "$(newest elasticsearch)" "$(newest elasticsearch)"
}
build_nginx() { stand_in "$nginx_image" nginx "" ""; }

up() {
    [ "$(id -u)" = 0 ] || { say "this needs root"; exit 1; }
    mkdir -p "$directory"
    install_packages
    rm -rf "$root" "$root.part"
    start_daemon
    for each in "${@:-python postgres kafka elasticsearch nginx}"; do
        for name in $each; do "build_$name"; done
    done
    rm -rf "$root"
    say "ready; next: eval \"\$($0 env)\""
}

environment() {
    running || { say "no daemon runs in $directory: $0 up"; exit 1; }
    echo "export DOCKER_HOST=unix://$socket"
    echo "export CITYMEND_TEST_POSTGRES_IMAGE=$postgres_image"
    echo "export CITYMEND_TEST_PYTHON_IMAGE=$python_image"
    echo "export CITYMEND_TEST_KAFKA_IMAGE=$kafka_image"
    echo "export CITYMEND_TEST_ELASTICSEARCH_IMAGE=$elasticsearch_image"
    # What compose.yaml reads.
    echo "export BASE=$python_image POSTGRES_IMAGE=$postgres_image KAFKA_IMAGE=$kafka_image"
    echo "export ELASTICSEARCH_IMAGE=$elasticsearch_image NGINX_IMAGE=$nginx_image"
}

down() {
    [ -f "$pid_file" ] || { say "no daemon runs in $directory"; return; }
    local pid
    pid=$(cat "$pid_file")
    # Each build leaves its first stage; the last ones make the next build short.
    docker -H "unix://$socket" image prune -f --filter until=48h >/dev/null 2>&1 || true
    kill "$pid"
    for _ in $(seq 1 60); do
        [ -d "/proc/$pid" ] || return 0
        sleep 0.5
    done
    say "dockerd ($pid) did not end"
    exit 1
}

case "${1:-}" in
    up) shift; up "$@" ;;
    env) environment ;;
    down) down ;;
    *) sed -n '2,23p' "$0" | cut -c3- ; exit 2 ;;
esac
