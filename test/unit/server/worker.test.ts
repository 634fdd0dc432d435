import { build } from "esbuild";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Profile } from "../../../src/core/profile/model";
import { buffersOf } from "../../../src/server/transfer";
import { loadMetricsInWorker, loadProfile } from "../../../src/server/workerClient";
import { fixtures } from "../importers/sources";

let folder: string;
let workerFile: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "cyclelens-worker-"));
  workerFile = path.join(folder, "worker.js");
  await build({
    entryPoints: ["src/server/worker.ts"],
    outfile: workerFile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "silent",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = {
  files: ["calls.report.txt", "calls.profile.json.gz", "calls.disasm.txt.gz"].map((name) =>
    path.join(fixtures, name),
  ),
  elf: path.join(fixtures, "calls.guest.elf"),
};

/** A worker that does the given instead of importing. */
function standIn(body: string): string {
  const file = path.join(folder, `stand-in-${Math.random()}.js`);
  writeFileSync(file, body);
  return file;
}

function facts(profile: Profile): unknown {
  const { totals, functions, callTree, lines, instructions } = profile;
  return [totals, functions.name, callTree?.prefix, lines?.self, instructions?.count];
}

describe("import worker", () => {
  it("gives what the import in this thread gives", async () => {
    const profile = await loadProfile(run, { workerFile });
    expect(profile.totals["steps"]).toBe(15_370);
    expect(profile.callTree?.length).toBeGreaterThan(500);
    expect(facts(profile)).toEqual(facts(await loadProfile(run)));
  });

  it("reads OpenVM metrics too, and ends in the middle of them where it is told to", async () => {
    const metrics = path.resolve("test/fixtures/openvm/metrics-2.0.json");
    const request = { file: metrics, previous: null, version: null };
    const view = await loadMetricsInWorker(request, { workerFile });
    expect(view).toEqual(await loadMetricsInWorker(request));
    // 50 MB: many chunks behind the first one.
    const large = path.join(folder, "metrics.json");
    const entry = `{"labels":[["group","app_proof"],["segment","0"]],"metric":"total_cells","value":"1"}`;
    const part = Buffer.from(`${entry},`.repeat(10_000));
    const out = openSync(large, "w");
    writeSync(out, `{"counter":[`);
    for (let i = 0; i < 60; i++) writeSync(out, part);
    writeSync(out, `${entry}]}`);
    closeSync(out);
    const aborter = new AbortController();
    const loading = loadMetricsInWorker(
      { ...request, file: large },
      { workerFile, signal: aborter.signal, progress: () => aborter.abort() },
    );
    await expect(loading).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("takes an ELF among the files", async () => {
    const profile = await loadProfile({ files: [...run.files, run.elf] }, { workerFile });
    expect(facts(profile)).toEqual(facts(await loadProfile(run)));
  });

  it("passes errors on with kind and hint", async () => {
    await expect(loadProfile({ files: [path.join(folder, "none")] }, { workerFile })).rejects.toMatchObject({
      name: "CycleLensError",
      kind: "not-found",
      hint: "check the path",
    });
  });

  it("reports progress", async () => {
    const seen: string[] = [];
    await loadProfile(run, { workerFile, progress: (p) => seen.push(p.file) });
    expect(seen[0]).toBe("calls.report.txt");
  });

  it("does not start when cancelled before", async () => {
    await expect(loadProfile(run, { workerFile, signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: "cancelled",
    });
  });

  it("ends a worker that does not hear", async () => {
    const aborter = new AbortController();
    const loading = loadProfile(run, { workerFile: standIn("for (;;);"), signal: aborter.signal });
    setTimeout(() => aborter.abort(), 50);
    await expect(loading).rejects.toMatchObject({ kind: "cancelled" });
  });

  it.each([
    ["throws", "throw new Error('oops')", "oops"],
    ["exits", "process.exit(3)", "code 3"],
    ["ends without an answer", "", "code 0"],
  ])("turns a worker that %s into an error", async (_, body, message) => {
    await expect(loadProfile(run, { workerFile: standIn(body) })).rejects.toMatchObject({
      kind: "bad-input",
      message: expect.stringContaining(message) as unknown,
    });
  });

  it("turns lack of memory into an error", async () => {
    const greedy = standIn("const all = []; for (;;) all.push(new Array(1e5).fill({}));");
    await expect(loadProfile(run, { workerFile: greedy, maxHeapMb: 64 })).rejects.toMatchObject({
      kind: "too-large",
    });
  });
});

describe("buffers of a value", () => {
  it("finds each buffer once, at any depth of nesting", () => {
    const shared = new Float64Array(4);
    const value = {
      a: shared,
      b: [{ c: shared.subarray(1) }, { d: new Int32Array(2) }],
      names: ["x"],
      e: null,
    };
    expect(
      buffersOf(value)
        .map((buffer) => buffer.byteLength)
        .sort(),
    ).toEqual([32, 8]);
    let deep: unknown = null;
    for (let i = 0; i < 100_000; i++) deep = { deep };
    expect(buffersOf(deep)).toEqual([]);
  });
});
