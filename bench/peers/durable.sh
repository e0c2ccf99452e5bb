#!/usr/bin/env bash
# Durable workflow engines on one regulation, in one run: ours, the peers, ours again. It needs peers_durable
# (cmake --build build/release --target peers_durable).
#
#   durable.sh [CONTESTANT…]   all, or those named: temporal dbos dbos-sqlite camunda camunda-h2. SCALE=… multiplies the
#                              number of runs, RUNS_OF_OURS=… is that of ours.
#
# Each peer is fetched by its own client into build/peers/durable; one that cannot be had is skipped with a line that
# says why. The table is written to build/peers/durable/table.md, the raw figures to build/peers/durable/results.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=bench/peers/durable
out=$PWD/build/peers/durable
ours=$PWD/build/release/peers/peers_durable
python=${PYTHON:-python3}
wanted=" $* "
results=$out/results.jsonl
data=$out/data
scale=${SCALE:-1}
source bench/peers/fetch.sh

[ -x "$ours" ] || { echo "Not built yet: cmake --build build/release --target peers_durable" >&2; exit 2; }
mkdir -p "$data"
: >"$results"

# skip ENGINE REASON
skip() {
    say "skipped: $1: $2"
    printf '{"engine": "%s", "skipped": "%s"}\n' "$1" "${2//\"/}" >>"$results"
}

# measure ENGINE SETTINGS RUNS WARM-UP [--server PID] -- DRIVER…
measure() {
    local engine=$1 settings=$2 runs=$3 warm_up=$4
    shift 4
    timeout 1500 "$python" $here/measure.py "$engine" "$settings" "$runs" "$warm_up" "$results" "$@" \
        2>>"$out/contest.log" || skip "$engine" "$settings: it did not come to an end, see $out/contest.log"
}

# --- Servers ----------------------------------------------------------------------------------------------------------

servers=()
stop_servers() {
    [ -z "${cluster:-}" ] || { pg_ctl -m immediate -w stop; rm -rf "$cluster"; }
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
}
trap stop_servers EXIT

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The server refuses to be run by root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
pg_ctl() { as_postgres "$postgres/pg_ctl" -D "$cluster/data" "$@" >>"$out/postgres.log" 2>&1 </dev/null; }

# start_postgres ENGINE: a cluster of its own on loopback, durable as it is by default (fsync, synchronous_commit on).
start_postgres() {
    [ -z "${cluster:-}" ] || return 0
    postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$postgres" ] || { skip "$1" "PostgreSQL is not here"; return 1; }
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/peers-postgres-XXXXXX")
    [ "$(id -u)" != 0 ] || chown postgres "$cluster"
    as_postgres "$postgres/initdb" -D "$cluster/data" -A trust -U tester -E UTF8 --no-instructions \
        >"$out/postgres.log" 2>&1
    port=$(free_port)
    pg_ctl -w -l "$cluster/log" \
        -o "-k $cluster -c listen_addresses=127.0.0.1 -p $port -c shared_buffers=512MB -c max_wal_size=4GB" start
    postmaster=$(head -n 1 "$cluster/data/postmaster.pid")
}

# new_database NAME
new_database() {
    "$postgres/psql" -h 127.0.0.1 -p "$port" -U tester -Xqd postgres \
        -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1" 2>>"$out/contest.log"
}

# --- Ours -------------------------------------------------------------------------------------------------------------

reglament() {
    local runs=${RUNS_OF_OURS:-100000}
    measure "Reglament" "1,000 events a commit" "$runs" 5000 -- "$ours" "$data" "$runs" 5000 1000
    measure "Reglament" "1,000 events a commit, the next stepped meanwhile" "$runs" 5000 -- \
        "$ours" "$data" "$runs" 5000 1000+begin
    measure "Reglament" "32 events a commit, 32 runs open" $((runs / 20)) 1000 -- \
        "$ours" "$data" $((runs / 20)) 1000 32
    measure "Reglament" "one event a commit" $((runs / 500)) 50 -- "$ours" "$data" $((runs / 500)) 50 1
}

# --- Peers ------------------------------------------------------------------------------------------------------------

# go_build ENGINE FOLDER PROGRAM PACKAGE
go_build() {
    has "$1" go || return 1
    export GOPATH=$out/gopath GOFLAGS=-modcacherw
    attempt "$1" "$2" go build -C "$out/$2" -mod=mod -o "$out/$3" "$4"
}

# The server as its own command line starts it, on a file: its SQLite is told what is its default in a file anyway.
temporal() {
    mkdir -p "$out/server" "$out/driver"
    cp -pu $here/temporal/server.mod "$out/server/go.mod"
    cp -pu $here/temporal/go.mod $here/temporal/main.go "$out/driver/"
    go_build Temporal server temporal github.com/temporalio/cli/cmd/temporal || return 0
    go_build Temporal driver temporal_runs . || return 0
    local how
    for how in "16 activities" "32 activities" "16 local" "32 local"; do
        rm -f "$data"/temporal.db*
        local at server
        at=$(free_port)
        "$out/temporal" server start-dev --headless --ip 127.0.0.1 --port "$at" --db-filename "$data/temporal.db" \
            --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=2 --log-level error \
            >"$out/temporal.log" 2>&1 </dev/null &
        server=$!
        servers+=("$server")
        for _ in $(seq 120); do "$out/temporal" operator cluster health --address "127.0.0.1:$at" \
            >/dev/null 2>&1 && break || sleep 1; done
        measure Temporal "${how/ / open, }" $((600 * scale)) 200 --server "$server" -- \
            "$out/temporal_runs" "127.0.0.1:$at" $how $((600 * scale)) 200
        kill "$server"
        wait "$server" 2>/dev/null || true
    done
}

dbos_install() {
    has DBOS "$python" || return 1
    [ -x "$out/venv/bin/python" ] || attempt DBOS venv "$python" -m venv "$out/venv" || return 1
    attempt DBOS pip "$out/venv/bin/pip" install --quiet "dbos==3.4.0" "psycopg[binary]"
}

dbos() {
    dbos_install && start_postgres DBOS || return 0
    local how
    for how in "8 1" "16 1" "8 2" "16 2"; do
        new_database dbos
        measure "DBOS on PostgreSQL" "${how/ / open a process, }" $((1000 * scale)) 200 --server "$postmaster" -- \
            "$out/venv/bin/python" $here/dbos/dbos_runs.py "postgresql://tester@127.0.0.1:$port/dbos" \
            $how $((1000 * scale)) 200
    done
}

dbos-sqlite() {
    dbos_install || return 0
    rm -f "$data"/dbos.db*
    measure "DBOS on SQLite" "4 open, 1 process" $((50 * scale)) 10 -- \
        "$out/venv/bin/python" $here/dbos/dbos_runs.py "sqlite:///$data/dbos.db" 4 1 $((50 * scale)) 10
}

camunda_build() {
    stage camunda
    has "Camunda 7" java javac mvn || return 1
    local jars=$out/camunda/jars
    [ -d "$jars" ] || attempt "Camunda 7" camunda mvn -B -q -f "$out/camunda/pom.xml" dependency:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$jars" || { rm -rf "$jars"; return 1; }
    attempt "Camunda 7" camunda-javac javac -cp "$jars/*" -d "$out/camunda/classes" "$out/camunda/CamundaRuns.java"
    camunda_call=(java -XX:+UseSerialGC -Xms1g -Xmx3g -cp "$out/camunda/classes:$jars/*" CamundaRuns)
}

camunda() {
    camunda_build && start_postgres "Camunda 7" || return 0
    local how
    for how in "4 external" "16 external" "16 delegate"; do
        new_database camunda
        measure "Camunda 7 on PostgreSQL" "${how/ / threads, }" $((10000 * scale)) 5000 --server "$postmaster" -- \
            "${camunda_call[@]}" "jdbc:postgresql://127.0.0.1:$port/camunda" tester $how $((10000 * scale)) 5000
    done
}

camunda-h2() {
    camunda_build || return 0
    local how
    for how in "2 external" "2 delegate"; do
        rm -f "$data"/camunda.*
        measure "Camunda 7 on H2" "${how/ / threads, }" $((2000 * scale)) 2000 -- \
            "${camunda_call[@]}" "jdbc:h2:file:$data/camunda;WRITE_DELAY=0" sa $how $((2000 * scale)) 2000
    done
}

reglament
for contestant in temporal dbos dbos-sqlite camunda camunda-h2; do
    if is_wanted "$contestant"; then "$contestant"; fi
done
reglament
"$python" $here/table.py "$results" | tee "$out/table.md"
