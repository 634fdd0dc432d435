// `import path from "node:path"` as `require` gives it. esbuild makes a copy of each built-in module for each file that
// imports it, as what has a `default` of its own would need: a millisecond at each start.
import { readFile } from "node:fs/promises";

const namespace = "plain-builtin";
const defaultImport = /^import (\w+) from "node:(fs|os|path)";$/gm;

/** A plugin of esbuild for bundles that run in Node. Stands behind others that load our files. */
export const plainBuiltins = {
  name: namespace,
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replace(defaultImport, `import $1 from "${namespace}:$2";`), loader: "ts" };
    });
    onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
      path: path.slice(namespace.length + 1),
      namespace,
    }));
    onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `export default require("node:${path}");`,
      loader: "js",
    }));
  },
};
