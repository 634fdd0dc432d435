import type { execFile as execFileOf } from "node:child_process";
import { createRequire } from "node:module";

// Stands for `node:child_process` in the bundle that profiles (esbuild.mjs): what it needs of Node takes a millisecond to
// be loaded, and of a guest outside of any repository no tool is asked.

export const execFile = ((...args: Parameters<typeof execFileOf>) => {
  const { execFile: run } = createRequire(__filename)("child_process") as { execFile: typeof execFileOf };
  return run(...args);
}) as typeof execFileOf;
