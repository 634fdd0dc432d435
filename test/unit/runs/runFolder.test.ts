import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { createRun, discardRun, sweepRuns } from "../../../src/runs/create";
import { finishRun } from "../../../src/runs/finish";
import { deleteRun, findRun, listRuns, pruneRuns, readRun, setBaseline } from "../../../src/runs/list";
import { lineHash, type RunDraft } from "../../../src/runs/runJson";
import { runTool } from "../../../src/runs/runner";
import { profileOf } from "../profiles";
import { layOut, tempFolder } from "../tempFolder";

const draft = (name: string, startedAt = "2026-11-21T08:58:12.345Z"): RunDraft => ({
  schema: "cyclelens.run/1",
  guest: { name, bin: null, manifestPath: null, elf: "/nowhere/guest.elf" },
  machine: "zisk",
  mode: "full",
  argv: ["ziskemu", "-X"],
  engine: { name: "ziskemu", version: "1.4.0-alpha" },
  input: null,
  startedAt,
});
const load = () => Promise.resolve(profileOf());
const runsIn = (root: string) => readdirSync(path.join(root, ".cyclelens/runs")).sort();

describe("the run folder", () => {
  it("is hidden from git, stands under a temporary name, and gets its own when complete", async () => {
    const root = tempFolder();
    const folder = await createRun(root, draft("my guest/$(x)"));
    expect(readFileSync(path.join(root, ".cyclelens/.gitignore"), "utf8")).toBe("*\n");
    expect(runsIn(root)).toEqual([
      expect.stringMatching(/^\.tmp-2026-11-21T08-58-12Z-zisk-my_guest_x-[0-9a-f]{8}$/),
    ]);
    expect(await listRuns(root)).toEqual([]);

    layOut(folder, {
      "stdout.txt": "REPORT\n".repeat(2000),
      "stats.csv": "STEPS,1\n",
      "output.bin": "\u0001\u0002",
    });
    const { run, profile } = await finishRun(folder, { load });
    expect(runsIn(root)).toEqual(["2026-11-21T08-58-12Z-zisk-my_guest_x"]);
    expect(profile.output.publicHex).toBe("0102");
    const done = path.join(root, ".cyclelens/runs", run.id);
    expect(readdirSync(done).sort()).toEqual([
      "output.bin",
      "profile.json.gz",
      "run.json",
      "stats.csv",
      "stdout.txt.gz",
    ]);
    expect(gunzipSync(readFileSync(path.join(done, "stdout.txt.gz"))).length).toBe(14_000);
    expect(run.artefacts.find((a) => a.name === "stdout.txt")).toMatchObject({
      sizeBytes: 14_000,
      storedAs: "stdout.txt.gz",
    });
    expect(await readRun(done)).toEqual(run);
  });

  it("keeps every run of the same second", async () => {
    const root = tempFolder();
    const folders = await Promise.all([1, 2, 3, 4, 5].map(() => createRun(root, draft("g"))));
    for (const folder of folders) layOut(folder, { "stats.csv": "STEPS,1\n" });
    await Promise.all(folders.map((folder) => finishRun(folder, { load })));
    expect(runsIn(root)).toEqual(
      ["", "-2", "-3", "-4", "-5"].map((end) => `2026-11-21T08-58-12Z-zisk-g${end}`),
    );
  });

  it("sweeps what a killed run left, never a live one", async () => {
    const root = tempFolder();
    const live = await createRun(root, draft("live"));
    const dead = await createRun(root, draft("dead"));
    for (const name of readdirSync(dead).filter((file) => file.startsWith("lock-"))) {
      const lock = JSON.parse(readFileSync(path.join(dead, name), "utf8")) as object;
      // The pid is in use, by a process that started at another time.
      writeFileSync(path.join(dead, name), JSON.stringify({ ...lock, started: "another boot/1" }));
    }
    expect(await sweepRuns(root)).toBe(0);
    const before = new Date(Date.now() - 3_600_000);
    for (const folder of [live, dead]) utimesSync(folder, before, before);
    expect(await sweepRuns(root)).toBe(process.platform === "linux" ? 1 : 0);
    expect(existsSync(live)).toBe(true);
  });

  it("forgets on request, and only what is temporary", async () => {
    const root = tempFolder({ "precious/x": "" });
    const folder = await createRun(root, draft("g"));
    await discardRun(folder);
    expect(runsIn(root)).toEqual([]);
    await discardRun(path.join(root, "precious"));
    expect(existsSync(path.join(root, "precious/x"))).toBe(true);
  });

  it("keeps the folder where the import fails, and says why", async () => {
    const root = tempFolder();
    const folder = await createRun(root, draft("g"));
    layOut(folder, { "stats.csv": "STEPS,1\n" });
    const broken = () => Promise.reject(new CycleLensError("too-large", "too large", "use less"));
    await expect(finishRun(folder, { load: broken })).rejects.toMatchObject({ kind: "too-large" });
    expect(existsSync(folder)).toBe(true);
    await expect(finishRun(path.join(root, "x"), { load })).rejects.toMatchObject({ kind: "bad-input" });
  });

  it("says in one error that it cannot write", async () => {
    const root = tempFolder({ ".cyclelens": "a file in the way" });
    await expect(createRun(root, draft("g"))).rejects.toMatchObject({
      kind: "io",
      message: expect.stringContaining("runs") as string,
    });
  });

  it("remembers every line with cost as it was", async () => {
    const root = tempFolder({ "src/main.rs": "fn main() {\n    work();  \n}\n" });
    const folder = await createRun(root, draft("g"));
    layOut(folder, { "stats.csv": "STEPS,1\n" });
    const lines = [
      ["src/main.rs", 2, 10],
      ["src/main.rs", 99, 1],
      ["/rustc/1.96.0/library/core/src/cmp.rs", 5, 3],
    ] as const;
    const { run } = await finishRun(folder, { load: () => Promise.resolve(profileOf({ lines })) });
    expect(run.sources).toEqual([
      expect.objectContaining({ file: "src/main.rs", lines: [2], hashes: [lineHash("    work();")] }),
    ]);
    expect(lineHash("    work(); ")).toBe(lineHash("    work();"));
    expect(lineHash("    work()")).not.toBe(lineHash("    work();"));
  });
});

describe("runs and baselines", () => {
  async function threeRuns(): Promise<string> {
    const root = tempFolder();
    for (const second of ["01", "02", "03"]) {
      const folder = await createRun(root, draft("g", `2026-11-21T08:00:${second}Z`));
      layOut(folder, { "stats.csv": "STEPS,1\n" });
      writeFileSync(path.join(folder, "big.gz"), Buffer.alloc(100_000, second));
      await finishRun(folder, { load });
    }
    return root;
  }
  const ids = async (root: string) => (await listRuns(root)).map((r) => r.run.id.slice(17, 19));

  it("lists the newest first, and finds by id, baseline and last", async () => {
    const root = await threeRuns();
    expect(await ids(root)).toEqual(["03", "02", "01"]);
    await setBaseline(root, "main", "2026-11-21T08-00-01Z-zisk-g");
    expect((await findRun(root, "main")).run.id).toBe("2026-11-21T08-00-01Z-zisk-g");
    expect((await findRun(root, "last")).run.id).toBe("2026-11-21T08-00-03Z-zisk-g");
    await expect(findRun(root, "../../etc")).rejects.toMatchObject({ kind: "not-found" });
  });

  it("prunes the oldest by size; baselines and the newest stay", async () => {
    const root = await threeRuns();
    await setBaseline(root, "main", "2026-11-21T08-00-01Z-zisk-g");
    expect(await pruneRuns(root, 1e9)).toEqual([]);
    expect(await pruneRuns(root, 0)).toEqual(["2026-11-21T08-00-02Z-zisk-g"]);
    expect(await ids(root)).toEqual(["03", "01"]);
  });

  it("prunes after each run by the given size", async () => {
    const root = await threeRuns();
    const folder = await createRun(root, draft("g", "2026-11-21T08:00:00Z"));
    layOut(folder, { "stats.csv": "STEPS,1\n" });
    await finishRun(folder, { load, maxBytes: 0 });
    // The newest, and the one that has just ended.
    expect(await ids(root)).toEqual(["03", "00"]);
  });

  it("does not delete a baseline", async () => {
    const root = await threeRuns();
    await setBaseline(root, "main", "last");
    await expect(deleteRun(root, "main")).rejects.toMatchObject({ kind: "usage" });
    await deleteRun(root, "2026-11-21T08-00-01Z-zisk-g");
    expect(await ids(root)).toEqual(["03", "02"]);
  });

  it("takes no odd baseline name", async () => {
    const root = await threeRuns();
    for (const name of ["", "last", "../x", "a b", "2026-11-21T08-00-01Z-zisk-g"])
      await expect(setBaseline(root, name, "last")).rejects.toMatchObject({ kind: "usage" });
  });

  it("passes over folders that are no runs", async () => {
    const root = await threeRuns();
    const runs = path.join(root, ".cyclelens/runs");
    mkdirSync(path.join(runs, "2026-11-21T08-00-09Z-zisk-empty"));
    layOut(runs, {
      "2026-11-21T08-00-08Z-zisk-bad/run.json": '{"schema":"cyclelens.run/1"}',
      "notes/run.json": "{",
    });
    expect(await ids(root)).toEqual(["03", "02", "01"]);
    await pruneRuns(root, 0);
    expect(statSync(path.join(runs, "notes")).isDirectory()).toBe(true);
  });
});

describe("the runner", () => {
  const node = (script: string) => [process.execPath, "-e", script];

  it("keeps streams apart and in order, and the exit code", async () => {
    const folder = tempFolder();
    const script = `process.stdout.write("a"); setTimeout(() => process.stderr.write("b"), 50); setTimeout(() => { process.stdout.write("c"); process.exitCode = 7 }, 100)`;
    const exit = await runTool({ folder, argv: node(script), terminal: null });
    const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
    expect([read("stdout.txt"), read("stderr.txt"), read("log.txt"), exit.exitCode]).toEqual([
      "ac",
      "b",
      "abc",
      7,
    ]);
    expect(JSON.parse(read("progress.json"))).toMatchObject({ state: "ended", exitCode: 7 });
    expect(JSON.parse(read("exit.json"))).toMatchObject({ exitCode: 7, cancelled: false });
  });

  it("loses nothing of a lot of output", async () => {
    const folder = tempFolder();
    await runTool({
      folder,
      argv: node(`for (let i = 0; i < 200000; i++) console.log("line " + i)`),
      terminal: null,
    });
    const lines = readFileSync(path.join(folder, "stdout.txt"), "utf8").split("\n");
    expect([lines.length, lines[199_999]]).toEqual([200_001, "line 199999"]);
  });

  it("reads the steps that the emulator prints", async () => {
    const folder = tempFolder();
    await runTool({ folder, argv: node(`console.log("step=1000\\nstep=2000")`), terminal: null });
    expect(JSON.parse(readFileSync(path.join(folder, "progress.json"), "utf8"))).toMatchObject({
      steps: 2000,
    });
  });

  it("stops on request, and says that it was stopped", async () => {
    const folder = tempFolder();
    const abort = new AbortController();
    const running = runTool({
      folder,
      argv: node("setInterval(() => {}, 1000)"),
      terminal: null,
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 200);
    expect(await running).toMatchObject({ cancelled: true, exitCode: null, signal: "SIGTERM" });
  });

  it("names a program that is not there", async () => {
    const argv = ["/nowhere/ziskemu", "-X"];
    await expect(runTool({ folder: tempFolder(), argv, terminal: null })).rejects.toMatchObject({
      kind: "not-found",
    });
    await expect(runTool({ folder: tempFolder(), argv: [], terminal: null })).rejects.toMatchObject({
      kind: "usage",
    });
  });
});
