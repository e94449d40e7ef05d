#!/bin/sh
# Proves that the committed bundles are what these sources build: installs the locked packages, builds into a folder of
# its own, compares byte for byte.
set -eu
cd "$(dirname "$0")"
for tool in node npm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "frontend/check.sh: $tool is missing. The bundles are committed, so the product runs without it;" >&2
    echo "install Node.js 20 or newer with npm to prove that a rebuild is equal." >&2
    exit 2
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R package.json package-lock.json build.mjs src "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund --silent
node node_modules/esbuild/install.js
node build.mjs "$work/out"
cd - >/dev/null
if ! diff -rq "$work/out" ../app/ui/static/vendor; then
  echo "frontend/check.sh: app/ui/static/vendor is not what the sources build. Run: cd frontend && npm ci && npm run build" >&2
  exit 1
fi
echo "frontend/check.sh: a rebuild is equal."
