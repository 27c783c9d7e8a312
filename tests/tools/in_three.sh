#!/usr/bin/env bash
# Runs all tests in three processes at once, which share the files: most of their time is spent on programs that they
# start and wait for. The first argument is a command that the last of them runs before its tests, the next is pytest,
# the others are pytest's own. What the others print is shown when all are done. Fails when one of them fails.
set -u
cd "$(dirname "$0")/../.."
before=$1
shift
shared=$(mktemp -d)
logs=$(mktemp -d)
trap 'kill "$middle" "$last" 2> /dev/null; rm -rf "$shared" "$logs"' EXIT
"$@" --share="$shared" --place=0.5 > "$logs/middle" 2>&1 &
middle=$!
{ $before && exec "$@" --share="$shared" --place=1; } > "$logs/last" 2>&1 &
last=$!
"$@" --share="$shared"
codes=$?
wait "$middle"
codes+=$?
wait "$last"
codes+=$?
cat "$logs/middle" "$logs/last"
[[ $codes == 000 ]]
