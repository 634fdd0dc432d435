import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runEngine, type EngineJob } from "../../../src/cli/runEngine";
import { readElf } from "../../../src/core/symbols/elf";
import type { EngineProgress } from "../../../src/core/engine/types";

/** A bytecode machine that runs its program so many times over. */
function job(loops: number): EngineJob {
  const elf = new Uint8Array(readFileSync("test/fixtures/engine/vm.elf"));
  const input = Buffer.alloc(16);
  input.writeUInt8(8, 0);
  input.writeUInt32LE(loops, 8);
  return {
    request: { elf, input: [input], maxSteps: null, mainName: "main", listed: false },
    elf: readElf(elf),
    machine: "zisk",
    model: null,
    elfFile: "vm.elf",
    version: "1.2.3",
  };
}

it("a guest runs to its end, and its profile says whose it is", async () => {
  const profile = await runEngine(job(3));
  expect(profile.outcome).toEqual({ status: "ok", message: null });
  expect(profile.source.files).toEqual(["vm.elf"]);
  expect(profile.totals["steps"]).toBeGreaterThan(10_000);
});

it("between slices the event loop has its turn: a timer ends a run of hours, which keeps what it counted", async () => {
  const abort = new AbortController();
  const told: EngineProgress[] = [];
  const profile = await runEngine(job(2 ** 31), {
    signal: abort.signal,
    progress: (progress) => {
      if (told.push(progress) === 1) setTimeout(() => abort.abort(), 100);
    },
  });
  expect(profile.outcome.status).toBe("cancelled");
  expect(told.length).toBeGreaterThan(0);
  const steps = told.map((progress) => progress.steps);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(profile.totals["steps"]).toBeGreaterThanOrEqual(steps.at(-1)!);
  const self = profile.functions.self["steps"]!.reduce((sum, each) => sum + each, 0);
  expect(self).toBe(profile.totals["steps"]);
});

it("nothing runs once it is cancelled", async () => {
  await expect(runEngine(job(3), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    kind: "cancelled",
  });
});
