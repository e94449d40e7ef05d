// Builds the browser bundles into the folder given as argument (default: where the application serves them from).
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(process.argv[2] ?? path.join(here, "../app/ui/static/vendor"));

await build({
  absWorkingDir: here,
  entryPoints: { viewer: "src/viewer.js" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "eof",
  charset: "utf8",
  logLevel: "warning",
  metafile: false,
});
