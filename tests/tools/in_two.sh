#!/usr/bin/env bash
# Runs all tests in two processes at once, which share the files: most of their time is spent on programs that they
# start and wait for. The first argument is a command that the second of them runs before its tests, the next is
# pytest, the others are pytest's own. What the second prints is shown when both are done. Fails when either fails.
set -u
cd "$(dirname "$0")/../.."
before=$1
shift
shared=$(mktemp -d)
log=$(mktemp)
trap 'kill "$second" 2> /dev/null; rm -rf "$shared" "$log"' EXIT
{ $before && exec "$@" --share="$shared" --from-the-last; } > "$log" 2>&1 &
second=$!
"$@" --share="$shared"
first=$?
wait "$second"
second_code=$?
cat "$log"
[[ $first == 0 && $second_code == 0 ]]
