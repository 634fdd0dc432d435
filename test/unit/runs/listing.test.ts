import { fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRun } from "../../../src/runs/create";
import { finishRun } from "../../../src/runs/finish";
import { deleteRun, listAll, listRuns, pruneRuns, setBaseline } from "../../../src/runs/list";
import { sizeOfRuns } from "../../../src/runs/readRuns";
import { indexFile } from "../../../src/runs/runIndex";
import type { RunDraft } from "../../../src/runs/runJson";
import { WorkspaceRuns } from "../../../src/server/workspaceRuns";
import { profileOf } from "../profiles";
import { tempFolder } from "../tempFolder";

const idOf = (i: number) =>
  `2026-01-01T${String(Math.floor(i / 60) % 24).padStart(2, "0")}-${String(i % 60).padStart(2, "0")}-00Z-zisk-g${i}`;
const runsOf = (root: string) => path.join(root, ".cyclelens", "runs");
const fileOf = (root: string, id: string) => path.join(runsOf(root), id, "run.json");

/** A finished run of so many steps, with an artefact of so many bytes; old enough to be remembered. */
function layRun(root: string, id: string, steps: number, bytes = 10): void {
  const folder = path.join(runsOf(root), id);
  mkdirSync(folder, { recursive: true });
  const run = {
    schema: "cyclelens.run/1",
    id,
    guest: { name: "g", bin: null, manifestPath: null, elf: "/nowhere/g.elf" },
    ...{ machine: "zisk", mode: "full", argv: ["ziskemu"], engine: { name: "ziskemu", version: null } },
    ...{ input: null, startedAt: `${id.slice(0, 10)}T${id.slice(11, 19).replaceAll("-", ":")}.000Z` },
    ...{ elf: null, git: null, durationMs: 1, exitCode: 0, signal: null },
    ...{ outcome: { status: "ok", message: null }, totals: { steps }, artefacts: [], sources: [] },
  };
  writeFileSync(path.join(folder, "stats.csv"), "x".repeat(bytes));
  writeFileSync(path.join(folder, "run.json"), JSON.stringify(run));
}

/** Runs of 0, 1, 2, … steps, and the index of them. */
async function withRuns(count: number): Promise<string> {
  const root = tempFolder();
  for (let i = 0; i < count; i++) layRun(root, idOf(i), i);
  // What is younger than two seconds is not remembered: an hour passes.
  vi.setSystemTime(Date.now() + 3_600_000);
  await listRuns(root);
  return root;
}

const stepsOf = async (root: string) => (await listRuns(root)).map(({ run }) => run.totals["steps"]);
const down = (from: number) => Array.from({ length: from }, (_, i) => from - 1 - i);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** What a list without any memory would say. */
async function truth(root: string): Promise<unknown> {
  const index = indexFile(root);
  const kept = existsSync(index) ? readFileSync(index) : null;
  rmSync(index, { force: true });
  const answer = await listAll(root);
  if (kept !== null) writeFileSync(index, kept);
  return answer;
}

describe("the index of runs", () => {
  it("is made once there are many, and says what the runs say", async () => {
    const few = tempFolder();
    layRun(few, idOf(1), 1);
    await listRuns(few);
    expect(existsSync(indexFile(few))).toBe(false);

    const root = await withRuns(80);
    expect(existsSync(indexFile(root))).toBe(true);
    const index = statSync(indexFile(root)).mtimeMs;
    expect(await stepsOf(root)).toEqual(down(80));
    expect(statSync(indexFile(root)).mtimeMs).toBe(index);
    expect(await listAll(root)).toEqual(await truth(root));
  });

  it("is never the truth: what came, went or changed since is seen at once", async () => {
    const root = await withRuns(60);
    layRun(root, idOf(60), 60);
    rmSync(path.join(runsOf(root), idOf(0)), { recursive: true });
    // In place and of the same length, as an editor would; then the times set back.
    const file = fileOf(root, idOf(30));
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, "utf8").replace('"steps":30', '"steps":99'));
    utimesSync(file, atime, mtime);
    const steps = await stepsOf(root);
    expect(steps).toHaveLength(60);
    expect(steps[0]).toBe(60);
    expect(steps.at(-1)).toBe(1);
    expect(steps).toContain(99);
    expect(steps).not.toContain(30);
    expect(await listAll(root)).toEqual(await truth(root));
  });

  it("has no rows of a few runs: what was read of them is held in memory, as long as it is the same", async () => {
    const root = await withRuns(3);
    const { sizeBytes } = (await listRuns(root))[0]!;
    // A run is not looked at again for what came into its folder; it is for any change of its run.json.
    writeFileSync(path.join(runsOf(root), idOf(2), "stats.csv"), "x".repeat(5000));
    expect((await listRuns(root))[0]!.sizeBytes).toBe(sizeBytes);
    const file = fileOf(root, idOf(2));
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, "utf8").replace('"steps":2', '"steps":9'));
    utimesSync(file, atime, mtime);
    expect(await stepsOf(root)).toEqual([9, 1, 0]);
    expect((await listRuns(root))[0]!.sizeBytes).toBe(sizeBytes + 4990);
    rmSync(path.join(runsOf(root), idOf(0)), { recursive: true });
    layRun(root, idOf(3), 3);
    expect(await stepsOf(root)).toEqual([3, 9, 1]);
    writeFileSync(file, "{");
    expect(await stepsOf(root)).toEqual([3, 1]);
    expect((await listAll(root)).broken.map(({ id }) => id)).toEqual([idOf(2)]);
  });

  it("of a run that was written this moment is not held: it may change without its times showing it", async () => {
    const root = tempFolder();
    layRun(root, idOf(1), 1);
    vi.setSystemTime(statSync(fileOf(root, idOf(1))).ctimeMs + 50);
    const { sizeBytes } = (await listRuns(root))[0]!;
    writeFileSync(path.join(runsOf(root), idOf(1), "stats.csv"), "x".repeat(5000));
    expect((await listRuns(root))[0]!.sizeBytes).toBe(sizeBytes + 4990);
  });

  it.each([
    ["half a file", (text: string) => text.slice(0, text.length / 2)],
    ["no JSON", () => "\u0000\u0001"],
    ["nothing", () => ""],
    ["of the future", (text: string) => text.replace("index/1", "index/2")],
    [
      "rows of another shape",
      () => '{"schema":"cyclelens.runs.index/1","rows":[1,null,["a",1,{}],["a",-1,null]]}',
    ],
    ["rows of nobody", (text: string) => text.replaceAll(/\[\d+,/g, "[1,")],
  ])("that is %s costs time and nothing else", async (_, broken) => {
    const root = await withRuns(50);
    writeFileSync(indexFile(root), broken(readFileSync(indexFile(root), "utf8")));
    expect(await stepsOf(root)).toEqual(down(50));
    // And it is whole again.
    const { rows } = JSON.parse(readFileSync(indexFile(root), "utf8")) as { rows: unknown[] };
    expect(rows).toHaveLength(50);
  });

  it("that cannot be written stops nobody", async () => {
    const root = await withRuns(50);
    rmSync(indexFile(root));
    mkdirSync(indexFile(root));
    expect(await stepsOf(root)).toEqual(down(50));
  });

  it("agrees with the runs whatever happens to them, in any order", async () => {
    const root = await withRuns(40);
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
    for (let round = 0; round < 60; round++) {
      const id = idOf(random(90));
      const file = fileOf(root, id);
      const what = random(6);
      if (what <= 1) layRun(root, id, random(1000), random(50));
      else if (what === 2) rmSync(path.join(runsOf(root), id), { recursive: true, force: true });
      else if (what === 3 && existsSync(file)) writeFileSync(file, "{");
      else if (what === 4) rmSync(indexFile(root), { force: true });
      else if (existsSync(indexFile(root))) writeFileSync(indexFile(root), "broken");
      expect(await listAll(root), `round ${round}`).toEqual(await truth(root));
    }
  });
});

describe("broken run folders", () => {
  it("are listed as such and block nobody", async () => {
    const root = tempFolder();
    layRun(root, idOf(1), 1);
    const broken: Readonly<Record<string, string | null>> = {
      [idOf(2)]: null,
      [idOf(3)]: "",
      [idOf(4)]: "[]",
      [idOf(5)]: '{"schema":"cyclelens.run/2"}',
      [idOf(6)]: '{"schema":"cyclelens.run/1"}',
    };
    for (const [id, text] of Object.entries(broken)) {
      mkdirSync(path.join(runsOf(root), id), { recursive: true });
      if (text !== null) writeFileSync(fileOf(root, id), text);
    }
    mkdirSync(fileOf(root, idOf(7)), { recursive: true });
    writeFileSync(path.join(runsOf(root), idOf(8)), "a file by that name is no run");
    const found = await listAll(root);
    expect(found.runs.map(({ run }) => run.id)).toEqual([idOf(1)]);
    expect(found.broken.map(({ id, why }) => [id, why])).toEqual([
      [idOf(7), "its run.json is missing"],
      [idOf(6), "its run.json is not of a finished run"],
      [idOf(5), "its run.json is of a later version (cyclelens.run/2)"],
      [idOf(4), "its run.json is not of a finished run"],
      [idOf(3), "its run.json cannot be read"],
      [idOf(2), "its run.json is missing"],
    ]);
    const shown = await new WorkspaceRuns().listRuns([root]);
    expect(shown.map(({ id, guest, outcome, problem }) => [id, guest, outcome, problem]).slice(-2)).toEqual([
      [idOf(2), "g2", "corrupt", "its run.json is missing"],
      [idOf(1), "g", "ok", undefined],
    ]);
    await deleteRun(root, idOf(4));
    expect((await listAll(root)).broken).toHaveLength(5);
  });

  it("are asked for their size after every run: of those that the index has nothing is looked at", async () => {
    const root = await withRuns(70);
    const before = sizeOfRuns(root)!;
    writeFileSync(path.join(runsOf(root), idOf(9), "more.csv"), "x".repeat(5_000));
    layRun(root, idOf(70), 70, 1_000);
    const added = sizeOfRuns(root)! - before;
    expect(added).toBeGreaterThan(1_000);
    expect(added).toBeLessThan(5_000);
    rmSync(path.join(runsOf(root), idOf(9)), { recursive: true });
    expect(sizeOfRuns(root)).toBeLessThan(before + added);
    // What is removed for want of room is reckoned by what lies there.
    expect(await pruneRuns(root, 0)).toHaveLength(69);
  });

  it("are pruned by their age like the others", async () => {
    const root = tempFolder();
    for (let i = 0; i < 6; i++) layRun(root, idOf(i), i, 1000);
    writeFileSync(fileOf(root, idOf(1)), "x".repeat(1000));
    await setBaseline(root, "kept", idOf(0));
    expect(await pruneRuns(root, 10_000_000)).toEqual([]);
    expect(await pruneRuns(root, 6_000)).toEqual([idOf(1), idOf(2)]);
    expect((await listRuns(root)).map(({ run }) => run.id)).toEqual([idOf(5), idOf(4), idOf(3), idOf(0)]);
  });
});

describe("two processes that write runs at once", () => {
  it("lose nothing, whoever writes the index last", async () => {
    const root = await withRuns(40);
    const draft = (name: string): RunDraft => ({
      schema: "cyclelens.run/1",
      guest: { name, bin: null, manifestPath: null, elf: "/nowhere/g.elf" },
      ...{ machine: "zisk", mode: "full", argv: ["ziskemu"], engine: { name: "ziskemu", version: null } },
      ...{ input: null, startedAt: "2026-11-21T08:58:12.000Z" },
    });
    // The other process only lists and throws its memory away, as fast as it can.
    const other = fork("test/unit/runs/listingChild.mjs", [root], { stdio: "inherit" });
    const ended = new Promise((resolve) => other.once("exit", resolve));
    try {
      await new Promise((resolve) => other.once("message", resolve));
      const profile = profileOf();
      for (let i = 0; i < 12; i++) {
        // A folder that has no lock yet is left alone for a minute, which has not passed.
        vi.useRealTimers();
        const folders = await Promise.all([1, 2, 3].map(() => createRun(root, draft(`g${i}`))));
        vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
        await Promise.all(
          folders.map((folder) => finishRun(folder, { load: () => Promise.resolve(profile) })),
        );
        const listed = await listRuns(root);
        expect(listed).toHaveLength(40 + 3 * (i + 1));
        expect(new Set(listed.map(({ run }) => run.id)).size).toBe(listed.length);
      }
    } finally {
      other.send("stop");
      await ended;
    }
    expect(await listAll(root)).toEqual(await truth(root));
  });
});
