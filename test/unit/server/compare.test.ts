import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deltaText } from "../../../src/core/report/delta";
import {
  compareActive,
  removeBaseline,
  runHistory,
  setBaseline,
  type Against,
  type CompareAnswer,
} from "../../../src/protocol/compare";
import { flameFrame, flameSlice, flameSvg } from "../../../src/protocol/flame";
import {
  callTreeChildren,
  closeProfile,
  exportProfile,
  functionInfo,
  hotFunctions,
  lineCosts,
  listRuns,
  openProfile,
  setMetric,
  type CallTreeItem,
} from "../../../src/protocol/requests";
import { editSources, lineCost, recordedSide, writeRuns } from "../../comparePair";
import { params } from "../flame/pictures";
import { TestEditor } from "./harness";

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));
/** A copy of the sample guest with its two runs; the sources are those after the edit. */
const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens compare-"));
const source = (name: string): string => path.join(folder, "src", name);
const uriOf = (file: string): string => pathToFileURL(file).href;
const base = recordedSide(fixtures, "before");
const next = recordedSide(fixtures, "after");

let editor: TestEditor;
let runs: ReturnType<typeof writeRuns>;
const compare = (against: Against): Promise<CompareAnswer> =>
  editor.ask(compareActive, { against, asked: true });
const withBase = (): Promise<CompareAnswer> => compare({ kind: "files", files: [runs.before] });

beforeAll(async () => {
  cpSync(new URL("../../../sample/", import.meta.url), folder, { recursive: true });
  runs = writeRuns(fixtures, folder);
  editSources(fixtures, folder);
  editor = await TestEditor.start(folder);
  await editor.ask(openProfile, { files: [runs.after] });
});
afterAll(() => {
  editor.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("a comparison of two runs", () => {
  beforeEach(withBase);

  it("says of the whole what it was and is", async () => {
    const { comparison, problem } = await withBase();
    expect(problem).toBeNull();
    expect(comparison).toMatchObject({
      base: {
        title: "sample-guest",
        folder: runs.before,
        baseline: null,
        engine: "embedded engine 0.1.0 (zisk-1.4)",
      },
      hasCallTree: true,
      hasLines: true,
    });
    const total = (id: string) => comparison!.totals.find((row) => row.id === id);
    expect(total("variable")).toEqual({
      id: "variable",
      base: base.totals["variable"],
      next: next.totals["variable"],
    });
    expect(deltaText(total("steps")!)).toBe("-2.8 % better");
  });

  it("line costs carry both sides, through each run's own recorded lines", async () => {
    const costs = await editor.ask(lineCosts, { uri: uriOf(source("merkle.rs")) });
    const at = (line: number) => costs.rows.find((row) => row.line === line - 1);
    // What moved three lines down is the same line.
    expect(at(23)!.delta).toEqual({
      base: lineCost(base, "src/merkle.rs", 20),
      next: lineCost(next, "src/merkle.rs", 23),
    });
    expect(costs.rows.every(({ delta }) => delta !== undefined)).toBe(true);
  });

  it("a line edited in place is compared with what stood there", async () => {
    const costs = await editor.ask(lineCosts, { uri: uriOf(source("sha256.rs")) });
    const row = costs.rows.find(({ line }) => line === 50)!;
    // It shows what is inlined into it, which is what is compared.
    expect(row.total).toBeGreaterThan(2 * row.self);
    expect(row.delta).toEqual({
      base: lineCost(base, "src/sha256.rs", 51, "total"),
      next: lineCost(next, "src/sha256.rs", 51, "total"),
    });
  });

  it("lenses say what changed: worse, better, equal, new", async () => {
    await editor.show(uriOf(source("sort.rs")), readFileSync(source("sort.rs"), "utf8"));
    await editor.show(uriOf(source("merkle.rs")), readFileSync(source("merkle.rs"), "utf8"));
    const sort = await editor.lenses(uriOf(source("sort.rs")));
    expect(sort.find((lens) => lens.includes("cost"))).toMatch(/ · Δ new$/);
    const merkle = (await editor.lenses(uriOf(source("merkle.rs")))).filter((lens) => lens.includes("cost"));
    expect(merkle.map((lens) => lens.split(" · ").at(-1))).toEqual([
      // 459,828,145 → 456,883,753 for `level`; `root` has 10,623 of its own on both sides.
      "Δ -0.6 % better",
      "Δ -0.6 % better",
      expect.stringMatching(/^Δ /),
    ]);
  });

  it("a hover has base, now and change", async () => {
    const text = await editor.hover(uriOf(source("merkle.rs")), 17, 5);
    expect(text).toContain("| compared | base cost | now | Δ |  |");
    expect(text).toMatch(/\| self \| 4,154,014 \| 811,478 \| -3,342,536 \| -80\.5 % better \|/);
  });

  it("hot functions: one row a fn, the largest change first, what is gone with its name", async () => {
    const hot = await editor.ask(hotFunctions, { filter: "", groupByCrate: false, limit: 5, byDelta: true });
    expect(
      hot.rows.map((row) => `${row.shortName} ${deltaText(row.delta!)} ${row.func < 0 ? "gone" : "here"}`),
    ).toEqual([
      "sort::insertion_sort gone gone",
      "sort::shell_sort new here",
      "merkle::level -80.5 % better here",
      "memcpy +11.3 % worse here",
      "sha256::schedule +79.0 K worse here",
    ]);
    const byCost = await editor.ask(hotFunctions, { filter: "", groupByCrate: false, limit: 2 });
    expect(byCost.rows.map(({ shortName }) => shortName)).toEqual(["sha256::compress", "sha256::schedule"]);
  });

  it("the call tree has both sides of every node, what is gone too", async () => {
    const path: string[] = [];
    let node: string | null = null;
    for (const name of ["_start", "_zisk_main", "main", "run"]) {
      const items: readonly CallTreeItem[] = await editor.ask(callTreeChildren, {
        direction: "top-down",
        node,
      });
      const found = items.find((item) => item.shortName.endsWith(name));
      if (!found) continue;
      path.push(found.shortName);
      node = found.node;
    }
    const items = await editor.ask(callTreeChildren, { direction: "top-down", node, byDelta: true });
    expect(items[0]).toMatchObject({
      shortName: "sort::insertion_sort",
      func: -1,
      total: 0,
      delta: { missing: "next" },
    });
    expect(items[1]).toMatchObject({ shortName: "sort::shell_sort", delta: { missing: "base" } });
    expect(items.find((item) => item.shortName === "merkle::root")!.delta!.base).toBeGreaterThan(0);
  });

  it("the flame graph draws the joined tree under the comparison's own id", async () => {
    const { comparison } = await withBase();
    const slice = await editor.ask(flameSlice, { ...params(), profile: comparison!.id });
    expect(slice.diff).toMatchObject({ base: base.totals["variable"], next: next.totals["variable"] });
    expect(slice.diff!.gone.map(({ name }) => name)).toContain("sample_guest::sort::insertion_sort");
    const gone = slice.diff!.gone[0]!;
    expect((await editor.ask(flameFrame, { profile: comparison!.id, frame: gone.id }))!.func).toBe(-1);
    const plain = await editor.ask(flameSlice, { ...params(), profile: comparison!.profile });
    expect(plain.diff).toBeUndefined();
  });

  it("is exported as it is drawn: the picture, folded stacks and speedscope have both runs", async () => {
    const { comparison } = await withBase();
    const id = comparison!.id;
    const { text: svg } = await editor.ask(flameSvg, { ...params(), profile: id });
    expect(svg).toContain("<title>sample-guest, compared with sample-guest: ");
    const folded = await editor.ask(exportProfile, { format: "folded", comparison: id });
    expect(folded.fileName).toBe("sample-guest.diff.folded");
    const sums = [0, 0];
    for (const line of folded.text.trimEnd().split("\n")) {
      const [, from, to] = / (\d+) (\d+)$/.exec(line)!;
      sums[0]! += Number(from);
      sums[1]! += Number(to);
    }
    expect(sums).toEqual([base.totals["variable"], next.totals["variable"]]);
    const speedscope = await editor.ask(exportProfile, { format: "speedscope", comparison: id });
    const { profiles } = JSON.parse(speedscope.text) as { profiles: { endValue: number }[] };
    expect(profiles.map(({ endValue }) => endValue)).toEqual(sums.toReversed());
    const refused = (what: { format: string; comparison: string }) => editor.ask(exportProfile, what);
    await expect(refused({ format: "folded", comparison: "another" })).rejects.toThrow("no longer shown");
    await expect(refused({ format: "csv", comparison: id })).rejects.toThrow(
      "no comparison is exported as csv",
    );
  });

  it("follows the metric", async () => {
    await editor.ask(setMetric, { metric: "steps" });
    const hot = await editor.ask(hotFunctions, {
      filter: "level",
      groupByCrate: false,
      limit: 1,
      byDelta: true,
    });
    expect(hot.metric).toBe("steps");
    await editor.ask(setMetric, { metric: "cost" });
  });

  it("is off when it is switched off: answers are the plain ones", async () => {
    expect(await compare({ kind: "off" })).toEqual({ comparison: null, problem: null });
    const costs = await editor.ask(lineCosts, { uri: uriOf(source("merkle.rs")) });
    expect(costs.rows.some(({ delta }) => delta !== undefined)).toBe(false);
  });
});

describe("the baseline of a guest", () => {
  it("is the starred run, until the star is taken", async () => {
    expect((await compare({ kind: "baseline" })).comparison).toBeNull();
    expect(await editor.ask(setBaseline, { folder: runs.before })).toEqual({ name: "baseline" });
    const listed = await editor.ask(listRuns, { folders: [folder] });
    expect(listed.map(({ baseline }) => baseline)).toEqual([null, "baseline"]);
    expect((await compare({ kind: "baseline" })).comparison!.base).toMatchObject({
      baseline: "baseline",
      folder: runs.before,
    });
    await editor.ask(removeBaseline, { folder: runs.before });
    expect((await compare({ kind: "baseline" })).comparison).toBeNull();
  });

  it("is not compared with itself", async () => {
    await editor.ask(setBaseline, { folder: runs.after });
    expect((await compare({ kind: "baseline" })).comparison).toBeNull();
    await editor.ask(removeBaseline, { folder: runs.after });
    const { comparison, problem } = await compare({ kind: "files", files: [runs.after] });
    expect(comparison).toBeNull();
    expect(problem!.message).toBe("a run is not compared with itself");
  });

  it("else a committed cyclelens.baseline.json beside the manifest, with the lines that it recorded", async () => {
    const file = path.join(folder, "cyclelens.baseline.json");
    const { exportBaseline } = await import("../../../src/cli/exportBaseline");
    const { readRun } = await import("../../../src/runs/list");
    const { loadFiles } = await import("../../../src/server/loadFiles");
    const profile = await loadFiles({ files: [path.join(runs.before, "profile.json.gz")] });
    writeFileSync(file, exportBaseline(profile, await readRun(runs.before), folder));
    try {
      const { comparison, problem } = await compare({ kind: "baseline" });
      expect(problem).toBeNull();
      expect(comparison).toMatchObject({
        base: { title: "sample-guest", file, baseline: "cyclelens.baseline.json" },
        hasCallTree: false,
      });
      expect(comparison!.marks).toContain(
        "the base has no call tree: call tree and flame graph are of the open run alone",
      );
      const costs = await editor.ask(lineCosts, { uri: uriOf(source("merkle.rs")) });
      expect(costs.rows.find(({ line }) => line === 22)!.delta).toEqual({
        base: lineCost(base, "src/merkle.rs", 20),
        next: lineCost(next, "src/merkle.rs", 23),
      });
    } finally {
      rmSync(file);
    }
  });
});

describe("the history of a function", () => {
  const history = (name: string | null, folders: readonly string[]) =>
    editor.ask(runHistory, { runs: folders, metric: "cost", name });

  it("is its own cost in each run, nought where it is not, unknown where a run cannot be read", async () => {
    const broken = path.join(folder, ".cyclelens", "runs", "2026-01-01T00-00-00Z-zisk-gone");
    const folders = [broken, runs.before, runs.after];
    const sort = await history("sample_guest::sort::insertion_sort", folders);
    expect(sort.values).toEqual([null, 19_071_353, 0]);
    expect(sort.functions.slice(0, 2)).toEqual([
      "sample_guest::sha256::compress",
      "sample_guest::sha256::schedule",
    ]);
    expect((await history("sample_guest::merkle::level", folders)).values).toEqual([
      null,
      4_154_014,
      811_478,
    ]);
  });

  it("reads run folders only", async () => {
    await expect(history(null, [path.join(folder, "src")])).rejects.toThrow(/no runs were given/);
    await expect(editor.raw("cyclelens/runHistory", { runs: "all", metric: 1 })).rejects.toThrow();
  });
});

describe("what cannot be compared is told in one sentence, and the profile stays open", () => {
  const told = async (text: string): Promise<CompareAnswer["problem"]> => {
    const file = path.join(folder, "cyclelens.baseline.json");
    writeFileSync(file, text);
    try {
      const { comparison, problem } = await compare({ kind: "baseline" });
      expect(comparison).toBeNull();
      return problem;
    } finally {
      rmSync(file);
    }
  };

  it("a baseline file of the future", async () => {
    expect(await told('{ "schema": "cyclelens.profile/9" }')).toMatchObject({
      kind: expect.any(String) as string,
    });
  });

  it("a damaged one", async () => {
    const problem = await told('{ "schema": "cyclelens.profile/1", "fun');
    expect(problem!.message).toMatch(/damaged|JSON/);
    expect(problem!.isOther).toBe(false);
  });

  it("a run of another machine", async () => {
    const {
      callTree: _tree,
      instructions: _counts,
      precompiles: _sites,
      ...other
    } = {
      ...(base as object as Record<string, unknown>),
    };
    const sp1 = JSON.stringify({
      ...other,
      source: { format: "sp1-report", variant: null, files: ["x"] },
      engine: { name: "sp1", version: "6" },
      metrics: [{ id: "cycles", unit: "cycles" }],
      totals: { cycles: 1 },
      functions: [],
      lines: [],
    });
    const problem = await told(sp1);
    expect(problem!.message).toMatch(/mean different things|nothing to compare/);
    expect(problem!.hint).not.toBe("");
  });

  it("another guest, unless that is what was asked for: then it is marked", async () => {
    const file = path.join(runs.before, "run.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"name":"sample-guest"', '"name":"other-guest"'));
    const against: Against = { kind: "files", files: [runs.before] };
    try {
      const byItself = await editor.ask(compareActive, { against });
      expect(byItself.comparison).toBeNull();
      expect(byItself.problem!.isOther).toBe(true);
      expect(byItself.problem!.message).toBe(
        "other-guest is not compared with sample-guest: the guests have different names: other-guest, sample-guest",
      );
      const asked = await compare(against);
      expect(asked.comparison!.marks).toContain("the guests have different names: other-guest, sample-guest");
    } finally {
      writeFileSync(file, text);
    }
  });

  it("the same base asked for again is the same comparison; an export that was written anew is another", async () => {
    const first = (await withBase()).comparison!.id;
    expect((await withBase()).comparison!.id).toBe(first);
    const file = path.join(folder, "cyclelens.baseline.json");
    const profile = (json: object) => writeFileSync(file, JSON.stringify(json));
    try {
      profile(base);
      const byBaseline = () => compare({ kind: "baseline" });
      const exported = (await byBaseline()).comparison!;
      expect([exported.id === first, exported.base.baseline]).toEqual([false, "cyclelens.baseline.json"]);
      expect((await byBaseline()).comparison!.id).toBe(exported.id);
      const variable = next.totals["variable"]!;
      profile({ ...base, totals: { ...base.totals, variable } });
      const anew = (await byBaseline()).comparison!;
      expect(anew.id).not.toBe(exported.id);
      expect(anew.totals.find(({ id }) => id === "variable")!.base).toBe(variable);
    } finally {
      rmSync(file, { force: true });
    }
    expect((await compare({ kind: "baseline" })).comparison).toBeNull();
  });

  it("a base that was deleted meanwhile: what is shown stays, and opened again the lines are the plain ones", async () => {
    const marked = async () =>
      (await editor.ask(lineCosts, { uri: uriOf(source("merkle.rs")) })).rows.some(({ delta }) => delta);
    const kept = `${runs.before}-kept`;
    expect((await withBase()).problem).toBeNull();
    renameSync(runs.before, kept);
    try {
      expect(await marked()).toBe(true);
      expect(await editor.ask(functionInfo, { func: 0 })).not.toBeNull();
      await editor.ask(openProfile, { files: [runs.after] });
      // The same profile again is the same comparison.
      expect(await marked()).toBe(true);
      await editor.ask(closeProfile, {});
      await editor.ask(openProfile, { files: [runs.after] });
      expect(await marked()).toBe(false);
      expect((await withBase()).problem).toMatchObject({ kind: "not-found", isOther: false });
      expect(await marked()).toBe(false);
    } finally {
      renameSync(kept, runs.before);
    }
  });

  it("a run that is gone", async () => {
    const { problem } = await compare({ kind: "files", files: [path.join(folder, "no such run")] });
    expect(problem).toMatchObject({
      kind: "not-found",
      message: "no such run, which was to be compared with, does not exist any more",
      hint: "choose another run to compare with",
    });
  });

  it("a request of the wrong shape", async () => {
    await expect(
      editor.raw("cyclelens/compareActive", { against: { kind: "files", files: [] } }),
    ).rejects.toThrow();
    await expect(editor.raw("cyclelens/setBaseline", { folder: "../../etc" })).rejects.toThrow(
      /no run was given/,
    );
    await expect(editor.raw("cyclelens/setBaseline", { folder: 7 })).rejects.toThrow();
  });
});
