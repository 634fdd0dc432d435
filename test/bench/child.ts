import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

export interface Measured {
  readonly ms: number;
  readonly peakMb: number;
}

/** Bundles a script once; each call of the result runs it in a fresh process and reads its JSON line. */
export async function bundledChild(script: string): Promise<(...args: string[]) => Measured> {
  const folder = path.resolve("node_modules", ".cache", "cyclelens");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${path.basename(script, ".ts")}.mjs`);
  await build({
    entryPoints: [path.resolve(script)],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  return (...args) =>
    JSON.parse(execFileSync(process.execPath, [file, ...args], { encoding: "utf8" })) as Measured;
}
