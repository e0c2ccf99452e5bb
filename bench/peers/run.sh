#!/usr/bin/env bash
# Rule engines on one workload, in one run, on one core. Called by ./dev peers, which has built what is in C++.
#
#   run.sh [CONTESTANT…]   all, or those named: table reglament clips zen cel-rust cel-go camunda dmn-scala
#                          drools json-rules-engine feelin. PEERS_CPU=… chooses the core.
#
# Each peer is fetched by its own client into build/peers; one that cannot be had is skipped with a line that says why.
# The table is written to build/peers/table.md, the raw figures to build/peers/results.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=bench/peers
source $here/fetch.sh
out=$PWD/build/peers
cpp=build/release/peers
wanted=" $* "
contestants=$out/contestants.tsv

[ -x "$cpp/peers_floor" ] || { echo "Not built yet: ./dev peers builds and runs." >&2; exit 2; }
: >"$contestants"

# contest ENGINE FACTS CLIENTS MODE COMMAND…: what stands in the table, how many of the clients it answers for, and
# how it is called.
contest() { (IFS=$'\t'; printf '%s\n' "$*" >>"$contestants"); }

# skip ENGINE REASON
skip() {
    say "skipped: $1: $2"
    printf '%s\t\t\t\t\t%s\n' "$1" "$2" >>"$contestants"
}

# --- Floors and ours --------------------------------------------------------------------------------------------------

floor() { contest "C++ by hand" "a struct, enumerations interned" 200000 chain "$cpp/peers_floor"; }

table() { contest "table by hand" "a row of doubles, enumerations interned" 200000 table "$cpp/peers_floor"; }

reglament() {
    contest "Reglament, columns" "columns of typed rows" 200000 columns "$cpp/peers_reglament"
    contest "Reglament, columns, portable" "columns of typed rows" 200000 columns-portable "$cpp/peers_reglament"
    contest "Reglament, table, slots" "slots bound" 200000 decision-slots "$cpp/peers_reglament"
    contest "Reglament, table, names" "by name, in contexts as from JSON" 200000 decision-names "$cpp/peers_reglament"
    contest "Reglament, conditions, slots" "slots bound" 200000 slots "$cpp/peers_reglament"
    contest "Reglament, conditions, names" "by name, in contexts as from JSON" 200000 names "$cpp/peers_reglament"
}

# --- Peers ------------------------------------------------------------------------------------------------------------

clips() {
    [ -x "$cpp/peers_clips" ] || { skip CLIPS "libclips-dev is not here"; return; }
    contest CLIPS "slots bound: a fact asserted and retracted" 200000 "" "$cpp/peers_clips"
}

# rust FEATURE
rust() { cargo build --release --manifest-path "$out/rust/Cargo.toml" --features "$1" --bin "$1"; }
export -f rust
export out

zen() {
    stage rust
    has "GoRules zen" cargo && attempt "GoRules zen" zen bash -c "rust zen" || return 0
    contest "GoRules zen, decision table" "by name, in its own values" 100000 table "$out/rust/target/release/zen"
    contest "GoRules zen, expressions alone" "by name, in its own values" 200000 rules "$out/rust/target/release/zen"
    contest "GoRules zen, one expression" "by name, in its own values" 200000 chain "$out/rust/target/release/zen"
}

cel-rust() {
    stage rust
    has "CEL in Rust" cargo && attempt "CEL in Rust" cel-rust bash -c "rust cel" || return 0
    contest "CEL in Rust" "by name, in its own values" 200000 rules "$out/rust/target/release/cel"
    contest "CEL in Rust, one expression" "by name, in its own values" 200000 chain "$out/rust/target/release/cel"
}

cel-go() {
    stage go
    has "CEL in Go" go && attempt "CEL in Go" cel-go go build -C "$out/go" -mod=mod -o cel . || return 0
    contest "CEL in Go" "by name, in its own values" 200000 rules "$out/go/cel"
    contest "CEL in Go, one expression" "by name, in its own values" 200000 chain "$out/go/cel"
}

# npm_install ENGINE
npm_install() {
    stage node
    has "$1" node npm && attempt "$1" node npm install --prefix "$out/node" --no-package-lock --no-audit --no-fund
}

json-rules-engine() {
    npm_install json-rules-engine || return 0
    contest json-rules-engine "by name, in plain objects" 20000 "" node "$out/node/json_rules_engine.mjs"
}

feelin() {
    npm_install feelin || return 0
    contest "feelin (parses at each call)" "by name, in plain objects" 500 rules node "$out/node/feelin.mjs"
}

# java_build ENGINE PROFILE CLASS: fetches the jars and compiles.
java_build() {
    stage java
    has "$1" java javac mvn || return 1
    local jars=$out/java/$2
    [ -d "$jars" ] || attempt "$1" "$2" mvn -B -q -f "$out/java/pom.xml" "-P$2" dependency:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$jars" || { rm -rf "$jars"; return 1; }
    attempt "$1" "$2-javac" javac -cp "$jars/*" -d "$jars/classes" "$out/java/Harness.java" "$out/java/$3.java"
}

java_call=(java -XX:+UseSerialGC -Xms1g -Xmx3g)

camunda() {
    java_build "Camunda FEEL" camunda Camunda || return 0
    local call=("${java_call[@]}" -cp "$out/java/camunda/classes:$out/java/camunda/*" Camunda)
    contest "Camunda FEEL" "by name, in its own values" 50000 rules "${call[@]}"
    contest "Camunda FEEL, one expression" "by name, in its own values" 50000 chain "${call[@]}"
}

dmn-scala() {
    java_build "Camunda DMN (dmn-scala)" dmn-scala DmnScala || return 0
    contest "Camunda DMN (dmn-scala)" "by name, in maps" 20000 "" \
        "${java_call[@]}" -cp "$out/java/dmn-scala/classes:$out/java/dmn-scala/*" DmnScala
}

drools() {
    java_build "Drools DMN" drools Drools || return 0
    contest "Drools DMN" "by name, in its contexts" 50000 "" \
        "${java_call[@]}" -cp "$out/java/drools/classes:$out/java/drools/*" Drools
}

floor
for contestant in table reglament clips zen cel-rust cel-go camunda dmn-scala drools json-rules-engine feelin; do
    if is_wanted "$contestant"; then "$contestant"; fi
done
"${PYTHON:-python3}" "$here/measure.py" "$out"
