#!/usr/bin/env bash
# Sees to it that there is a Chromium for the browser tests: through apt where it may, else it says how.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" > /dev/null && exit 0
done
command="apt-get update && apt-get install -y --no-install-recommends chromium"
if command -v apt-get > /dev/null; then
  if [ "$(id -u)" = 0 ]; then
    sh -c "$command" > /dev/null && exit 0
  elif sudo -n true 2> /dev/null; then
    sudo sh -c "$command" > /dev/null && exit 0
  fi
fi
echo "NO CHROMIUM: the browser tests will be skipped. To run them: $command" >&2
