#!/usr/bin/env bash
# Instructions a call, by valgrind: count.sh next|parse PEER [ZONE [EXPRESSION]]
# Without an expression, such as `daily`, the mean of the 15 that all peers take.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1 peer=$2 zone=${3:-UTC} expression=${4:-}
cargo build --release -q -p next-fire
program=${CARGO_TARGET_DIR:-target}/release/next-fire

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" count "$what" "$peer" "$zone" "$1" $expression 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

case $what in parse) calls=100 ;; *) calls=1000 ;; esac
[ -n "$expression" ] || calls=$((15 * calls))
once=$(instructions 1) thrice=$(instructions 3)
echo "$what $peer $zone${expression:+ $expression}: $(((thrice - once) / 2 / calls))"
