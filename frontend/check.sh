#!/bin/sh
# Proves that the committed bundles are what these sources build: installs the locked packages, builds into a folder of
# its own, compares byte for byte. Without Node.js it can only prove that neither sources nor bundles were changed alone.
set -eu
cd "$(dirname "$0")"
if ! sha256sum --check --quiet bundles.sha256; then
  echo "frontend: 源文件与打包结果不一致，请运行 make bundles / sources and bundles differ: run make bundles" >&2
  exit 1
fi
for tool in node npm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "frontend: 没有 $tool，只核对了校验和，未重新打包 / $tool is missing: sums compared, no rebuild (install Node.js 20)"
    exit 0
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R package.json package-lock.json build.mjs src "$work/"
(
  cd "$work"
  npm ci --ignore-scripts --no-audit --no-fund --silent
  node node_modules/esbuild/install.js
  node build.mjs "$work/out"
)
if ! diff -rq "$work/out" ../app/ui/static/vendor; then
  echo "frontend: 重新打包的结果不同，请运行 make bundles / a rebuild differs: run make bundles" >&2
  exit 1
fi
echo "frontend: a rebuild is equal."
