# shellcheck shell=bash
# A PostgreSQL of our own in a temporary folder, gone when we are. For tests/run and tests/soak, which
# bring `fail`; `start_postgres` sets FANAL_TEST_POSTGRES, and ends the server with the script.

postgres_dir=

start_postgres() {
    local bin port password
    bin=$(postgres_bin)
    postgres_dir=$(mktemp -d /tmp/fanal-postgres.XXXXXX)
    trap stop_postgres EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    # A password, since anybody on this machine can reach the port, and a PostgreSQL superuser
    # can run programs. Sorted as a dictionary is, since a desk's own server often does: a query
    # that needs byte order must ask for it.
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "$password" >"$postgres_dir/password"
    give_to_postgres "$postgres_dir"
    as_postgres "$bin/initdb" --pgdata="$postgres_dir/data" --username=fanal \
        --pwfile="$postgres_dir/password" --auth=scram-sha-256 --encoding=UTF8 \
        --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US >"$postgres_dir/initdb.log" ||
        fail "initdb failed: $(cat "$postgres_dir/initdb.log")"

    port=$(free_port)
    as_postgres "$bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$postgres_dir/data" \
        --log="$postgres_dir/server.log" \
        --options="-h 127.0.0.1 -p $port -k $postgres_dir -c max_connections=300" ||
        fail "PostgreSQL did not start: $(cat "$postgres_dir/server.log")"
    export FANAL_TEST_POSTGRES="postgres://fanal:$password@127.0.0.1:$port/postgres"
    echo "$("$bin/postgres" --version) on 127.0.0.1:$port"
}

stop_postgres() {
    local status=$?
    as_postgres "$(postgres_bin)/pg_ctl" stop --silent --mode=immediate \
        --pgdata="$postgres_dir/data" >/dev/null 2>&1 || true
    rm -rf "$postgres_dir"
    exit "$status"
}

# The newest that is installed.
postgres_bin() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' | sort --version-sort | tail -1)
    [[ -n $newest ]] || fail "no initdb in /usr/lib/postgresql"
    dirname "$newest"
}

# PostgreSQL refuses to run as root; Debian's package brings an account for it.
as_postgres() {
    if ((EUID == 0)); then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

give_to_postgres() {
    if ((EUID == 0)); then
        chown -R postgres: "$1"
    fi
}

free_port() {
    target/venv/bin/python -c \
        'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
