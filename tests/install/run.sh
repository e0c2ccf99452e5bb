#!/usr/bin/env bash
# Three consumers: as a subfolder (shared), installed shared, installed static. What they share is compiled once:
# the shared library is installed from the first one's build, the static one from build/release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
top=$(cd ../.. && pwd)
work=$top/build/install
mkdir -p "$work"

# step NAME COMMAND…: quiet unless it fails.
step() {
    local log=$work/$1.log
    "${@:2}" >"$log" 2>&1 || { cat "$log"; echo "FAILED: $1"; exit 1; }
}

# consume NAME: builds find_package against build/install/NAME and runs it.
consume() {
    step "configure-$1" cmake -S find_package -B "$work/consumer-$1" -G Ninja --fresh -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_PREFIX_PATH="$work/$1"
    step "build-$1" cmake --build "$work/consumer-$1"
    step "run-$1" "$work/consumer-$1/consumer"
    echo "passed: find_package, $1"
}

step configure-subdirectory cmake -S add_subdirectory -B "$work/subdirectory" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
    -DBUILD_SHARED_LIBS=ON -DREGLAMENT_INSTALL=ON -DREGLAMENT_PCH="$([ "${CI:-}" = true ] && echo ON || echo OFF)" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
step build-subdirectory cmake --build "$work/subdirectory"
step run-subdirectory "$work/subdirectory/consumer"
echo "passed: add_subdirectory, shared"

rm -rf "$work/shared" "$work/static"
step install-shared cmake --install "$work/subdirectory" --prefix "$work/shared"
consume shared

# Everything that the shared library exports is ours.
library=$(find "$work/shared" -name 'libreglament.so')
foreign=$(nm -DC --defined-only "$library" | cut -d' ' -f3- |
    grep -vE '^(non-virtual thunk to |typeinfo (name )?for |vtable for |guard variable for )?reglament::' || true)
[ -z "$foreign" ] || { echo "FAILED: $library exports what is not ours:"; echo "$foreign" | head; exit 1; }
echo "passed: the shared library exports only what is ours"

step install-static cmake --install "$top/build/release" --prefix "$work/static"
consume static
"$work/static/bin/reglament" --version | grep -q . && echo "passed: the installed command line runs"
