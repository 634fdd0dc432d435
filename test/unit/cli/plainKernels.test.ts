import { execFileSync } from "node:child_process";
import path from "node:path";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../tempFolder";

// In a process of its own: the switch is the whole process's.
const said = `
  import { Script } from "node:vm";
  import { kernelModule } from "../core/wasm/kernelModule";
  import { plainKernels } from "./plainKernels";
  const kept = new Script("(function () { return 0; })").createCachedData();
  plainKernels();
  const module = kernelModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  let isDamagedTold = false;
  try { kernelModule(Uint8Array.of(0)); } catch (error) { isDamagedTold = error instanceof WebAssembly.CompileError; }
  const isTaken = new Script("(function () { return 1; })", { cachedData: kept }).cachedDataRejected === false;
  console.log(JSON.stringify([module instanceof WebAssembly.Module, isDamagedTold, isTaken]));
`;

describe("kernels that V8 leaves as they are", () => {
  it("are modules like others, and what code was kept before is taken behind them", () => {
    const outfile = path.join(tempFolder({}), "said.cjs");
    const resolveDir = path.resolve("src/cli");
    buildSync({
      stdin: { contents: said, resolveDir, loader: "ts" },
      bundle: true,
      platform: "node",
      outfile,
    });
    const answer = execFileSync(process.execPath, [outfile], { encoding: "utf8" });
    expect(JSON.parse(answer)).toEqual([true, true, true]);
  });
});
