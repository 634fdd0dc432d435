// WebAssembly that no argument changes is put together when the bundle is built, not each time it runs.
import { build } from "esbuild";

const modules = {
  "columnKernel.ts": "columnKernel",
  "debugKernel.ts": "debugKernel",
  "interpreterModule.ts": "interpreterModule",
  "lineHashKernel.ts": "lineHashKernel",
};

/** A plugin of esbuild for bundles that run in Node. */
export const constantModules = {
  name: "constant-modules",
  setup({ onLoad }) {
    const filter = new RegExp(`[\\\\/](${Object.keys(modules).join("|").replaceAll(".", "\\.")})$`);
    onLoad({ filter }, async ({ path }) => {
      const name = modules[path.split(/[\\/]/).at(-1)];
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        format: "esm",
        target: "node20",
        write: false,
        logLevel: "warning",
      });
      const module = await import(
        `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
      );
      const text = Buffer.from(module[name]()).toString("base64");
      return { contents: `export const ${name} = () => Buffer.from("${text}", "base64");`, loader: "js" };
    });
  },
};
