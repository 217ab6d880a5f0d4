// Bundles the front end into build/front: main.js, main.css, room.css, chat.css, operators.css and the chunks that are fetched only when a
// page needs them. Stops when what every page must fetch outgrows its budget.

import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const styles = join(here, "styles");
const out = join(here, "../../../build/front");
const worn = ["tokens", "base", "layout", "components", "desk", "account", "design", "main", "operators", "room", "chat"];
const budgets = { "main.js": 40_000, "main.css": 20_000 }; // bytes after gzip, with what the file cannot start without

// Inline styles are forbidden, so a point on a photo is two classes: px-42 py-17 lies at 42% from the left, 17% from the top.
const points = Array.from({ length: 101 }, (_, n) => `.px-${n}{--x:${n}%}.py-${n}{--y:${n}%}`).join("");

// Django's admin has words of its own for colours, some of them the same as ours, and a third theme, "auto".
async function operatorTokens() {
  const sheet = await readFile(join(styles, "tokens.css"), "utf8");
  const theme = (name) =>
    sheet
      .split(`[data-theme="${name}"] {`)[1]
      .split("}")[0]
      .replaceAll("--", "--meadow-");
  const [light, dark] = [theme("light"), theme("dark")];
  const auto = `@media (prefers-color-scheme: dark){html:root[data-theme="auto"]{${dark}}}`;
  return `html:root{${light}}${auto}html:root[data-theme="dark"]{${dark}}`;
}

const written = {
  name: "written",
  setup(build) {
    build.onResolve({ filter: /^(points|rooms|room-sheets|operator-tokens)\.css$/ }, ({ path }) => ({ path, namespace: "written" }));
    build.onLoad({ filter: /^points\.css$/, namespace: "written" }, () => ({ contents: points, loader: "css" }));
    build.onLoad({ filter: /^operator-tokens\.css$/, namespace: "written" }, async () => ({
      contents: await operatorTokens(),
      loader: "css",
    }));
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
    // Live rooms wear much that no other page does: styles/room/*.css become a sheet of their own.
    build.onLoad({ filter: /^room-sheets\.css$/, namespace: "written" }, async () => {
      const folder = join(styles, "room");
      const names = (await readdir(folder)).filter((name) => name.endsWith(".css"));
      return {
        contents: names.sort().map((name) => `@import "./${name}";`).join("\n"),
        loader: "css",
        resolveDir: folder,
        watchDirs: [folder],
      };
    });
  },
};

const options = {
  entryPoints: [
    { in: join(here, "main.ts"), out: "main" },
    { in: join(styles, "main.css"), out: "main" },
    { in: join(styles, "operators.css"), out: "operators" },
    { in: join(styles, "room.css"), out: "room" },
    { in: join(styles, "chat.css"), out: "chat" },
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
  const weight = async (path) => {
    const needed = metafile.outputs[path].imports.filter(({ kind }) => kind === "import-statement");
    const weights = await Promise.all(needed.map((other) => weight(other.path)));
    return weights.reduce((sum, more) => sum + more, gzipSync(await readFile(path)).length);
  };
  for (const [name, most] of Object.entries(budgets)) {
    const path = Object.keys(metafile.outputs).find((path) => basename(path) === name);
    const weighs = await weight(path);
    if (weighs > most) throw new Error(`${name} weighs ${weighs} bytes after gzip, more than its budget of ${most}.`);
    console.log(`  ${name} weighs ${weighs} bytes after gzip (at most ${most}).`);
  }
  await Promise.all(stale.map((name) => rm(join(out, name))));
}
