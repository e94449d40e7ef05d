#!/bin/sh
# Builds the browser bundles from the locked packages and writes down the sums of sources and bundles.
set -eu
cd "$(dirname "$0")"
for tool in node npm; do
  command -v "$tool" >/dev/null 2>&1 || {
    echo "没有 $tool：请安装 Node.js 20 或更新（含 npm）/ $tool is missing: install Node.js 20 or newer with npm" >&2
    exit 2
  }
done
npm ci --ignore-scripts --no-audit --no-fund --silent
node node_modules/esbuild/install.js
node build.mjs ../app/ui/static/vendor
sha256sum package.json package-lock.json build.mjs src/* ../app/ui/static/vendor/* > bundles.sha256
echo "app/ui/static/vendor is built."
