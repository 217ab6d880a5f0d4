// Bundles the front end into build/front: main.js, main.css and the chunks that are fetched only when a page needs them.

import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const styles = join(here, "styles");
const out = join(here, "../../../build/front");
const worn = ["tokens", "base", "layout", "components", "desk", "account", "design", "main"];

// Inline styles are forbidden, so a point on a photo is two classes: px-42 py-17 lies at 42% from the left, 17% from the top.
const points = Array.from({ length: 101 }, (_, n) => `.px-${n}{left:${n}%}.py-${n}{top:${n}%}`).join("");

const written = {
  name: "written",
  setup(build) {
    build.onResolve({ filter: /^(points|rooms)\.css$/ }, ({ path }) => ({ path, namespace: "written" }));
    build.onLoad({ filter: /^points\.css$/, namespace: "written" }, () => ({ contents: points, loader: "css" }));
    // A room may have a sheet of its own beside ours: styles/<room>.css.
    build.onLoad({ filter: /^rooms\.css$/, namespace: "written" }, async () => {
      const names = (await readdir(styles)).filter((name) => name.endsWith(".css") && !worn.includes(name.slice(0, -4)));
      return {
        contents: names.sort().map((name) => `@import "./${name}";`).join("\n"),
        loader: "css",
        resolveDir: styles,
        watchDirs: [styles],
      };
    });
  },
};

const options = {
  entryPoints: [
    { in: join(here, "main.ts"), out: "main" },
    { in: join(styles, "main.css"), out: "main" },
  ],
  outdir: out,
  entryNames: "[name]",
  chunkNames: "chunk-[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["es2022", "chrome111", "safari16.4", "firefox113"],
  legalComments: "none",
  logLevel: "info",
  plugins: [written],
};

if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  const { metafile } = await esbuild.build({ ...options, metafile: true });
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  const stale = (await readdir(out)).filter((name) => !made.has(name));
  await Promise.all(stale.map((name) => rm(join(out, name))));
}
