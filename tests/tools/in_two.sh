#!/usr/bin/env bash
# Runs all tests in two processes at once: most of their time is spent on programs that they start and wait for.
# The first argument is pytest; the second half is printed when both are done. Fails when either half fails.
set -u
cd "$(dirname "$0")/../.."
half=(tests/ui tests/evals tests/ingest)
log=$(mktemp)
trap 'kill "$second" 2> /dev/null; rm -f "$log"' EXIT
"$1" "${half[@]}" > "$log" 2>&1 &
second=$!
"$1" tests "${half[@]/#/--ignore=}"
first=$?
wait "$second"
second_code=$?
cat "$log"
[ "$first" = 0 ] && [ "$second_code" = 0 ]
