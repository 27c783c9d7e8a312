#!/usr/bin/env bash
# Runs the linters and all tests, the tests in three processes at once: most of their time is spent on programs that
# they start and wait for. The first argument is pytest; what the other parts print follows when all are done.
# Fails when any part fails.
set -u
cd "$(dirname "$0")/../.."
interfaces=(tests/ui)
servers=(tests/contract tests/faults tests/browser)
logs=$(mktemp -d)
parts=()
trap 'kill "${parts[@]}" 2> /dev/null; rm -rf "$logs"' EXIT

begin() {
  "${@:2}" > "$logs/$1" 2>&1 &
  parts+=($!)
}

begin interfaces "$1" "${interfaces[@]}"
begin servers "$1" "${servers[@]}"
begin linters make --no-print-directory lint
"$1" tests "${interfaces[@]/#/--ignore=}" "${servers[@]/#/--ignore=}"
failed=$?
for part in "${parts[@]}"; do
  wait "$part" || failed=1
done
cat "$logs"/*
exit "$failed"
