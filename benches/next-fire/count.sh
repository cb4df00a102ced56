#!/usr/bin/env bash
# Instructions a call, by valgrind: count.sh next|parse PEER [ZONE]
# The mean of the 15 expressions that all peers take.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1 peer=$2 zone=${3:-UTC}
cargo build --release -q -p next-fire
program=${CARGO_TARGET_DIR:-target}/release/next-fire

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" count "$what" "$peer" "$zone" "$1" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

case $what in parse) calls=1500 ;; *) calls=15000 ;; esac
once=$(instructions 1) thrice=$(instructions 3)
echo "$what $peer $zone: $(((thrice - once) / 2 / calls))"
