# What run.sh and durable.sh share: peers are fetched by their own clients, or skipped with a line that says why.
# They set here (the sources), out (where everything goes), wanted (names), and define `skip ENGINE REASON`.

say() { printf '%s\n' "$*" >&2; }

# is_wanted NAME: whether no names were given, or this one was.
is_wanted() { [ "$wanted" = "  " ] || [[ "$wanted" = *" $1 "* ]]; }

# attempt ENGINE LOG COMMAND…: tells whether it went well; skips the engine when it did not.
attempt() {
    local engine=$1 log=$out/$2.log
    shift 2
    if timeout 3000 nice -n 5 "$@" >"$log" 2>&1 </dev/null; then return 0; fi
    skip "$engine" "could not be had ($(grep -v '^[[:space:]]*$' "$log" | tail -n 1 | cut -c 1-120); see $log)"
    return 1
}

# has ENGINE TOOL…
has() {
    local engine=$1 tool
    shift
    for tool in "$@"; do
        command -v "$tool" >/dev/null || { skip "$engine" "$tool is not here"; return 1; }
    done
}

# stage FOLDER: what a client writes beside the sources (locks, modules) stays out of the tree.
stage() { mkdir -p "$out/$1" && cp -rpu "$here/$1/." "$out/$1/"; }
