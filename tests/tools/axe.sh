#!/usr/bin/env bash
# Sees to it that there is an axe-core for the accessibility test: through npm where it may, else it says how.
set -u
version=4.14.1
digest=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
folder="${XDG_CACHE_HOME:-$HOME/.cache}/graphloop-tests/axe-core-$version"
[ -f "$folder/axe.min.js" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if (cd "$work" && npm pack --silent "axe-core@$version" > /dev/null 2>&1) &&
  echo "$digest  $work/axe-core-$version.tgz" | sha256sum --check --status &&
  tar -xzf "$work/axe-core-$version.tgz" -C "$work" package/axe.min.js; then
  mkdir -p "$folder" && mv "$work/package/axe.min.js" "$folder/axe.min.js" && exit 0
fi
echo "NO AXE-CORE: the accessibility test will be skipped. To run it: npm must reach its registry (tests/tools/axe.sh)" >&2
