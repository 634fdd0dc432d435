import { setFlagsFromString } from "node:v8";
import { compileKernels } from "../core/wasm/kernelModule";

/**
 * V8's `--wasm-tiering-budget`, by the version of V8: how much of a function's code runs before it is optimized. The
 * default is what `node --v8-options` says; a module keeps what was set when it was made.
 */
const defaultBudgets: Readonly<Record<string, number>> = { "11.3": 1_800_000 };
const budget = 1_000_000_000;

/** Has V8 leave kernels as they are: to optimize one takes as long as it runs, and more than it gives back. */
export function plainKernels(version = process.versions.v8): void {
  const usual = defaultBudgets[version.split(".", 2).join(".")];
  if (usual === undefined) return;
  compileKernels((bytes) => {
    setFlagsFromString(`--wasm-tiering-budget=${budget}`);
    try {
      return new WebAssembly.Module(bytes);
    } finally {
      setFlagsFromString(`--wasm-tiering-budget=${usual}`);
    }
  });
}
