import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../../src/core/compare/types";
import { profileToJson } from "../../../src/core/profile/json";
import { lineHash, type RunJson } from "../../../src/runs/runJson";
import { run as profileOf, type RunPicture } from "../compare/pictures";
import { layOut, tempFolder } from "../tempFolder";
import { cyclelens } from "./harness";

const text = (picture: RunPicture): string =>
  JSON.stringify(profileToJson(profileOf(picture), { full: true }));
const costs = (self: number, name = "evm::root"): RunPicture => ({
  functions: [[name, { self, total: self, calls: 1, at: ["/ci/w/guest/src/lib.rs", 3] }]],
  lines: [["/ci/w/guest/src/lib.rs", 4, self]],
});

interface StoredRun {
  readonly guest?: string;
  readonly picture: RunPicture;
  /** The source's lines; the fourth has the cost. */
  readonly source?: string;
  readonly input?: string;
}

/** Files a run under the root; gives its id. */
function store(
  root: string,
  second: number,
  { guest = "evm", picture, source, input = "aa" }: StoredRun,
): string {
  const id = `2026-11-21T08-00-0${String(second)}Z-zisk-${guest}`;
  const folder = path.join(root, ".cyclelens/runs", id);
  mkdirSync(folder, { recursive: true });
  const run: RunJson = {
    schema: "cyclelens.run/1",
    id,
    guest: { name: guest, bin: null, manifestPath: "/ci/w/guest/Cargo.toml", elf: "/ci/w/guest/target/evm" },
    machine: "zisk",
    mode: "full",
    argv: ["cyclelens"],
    engine: { name: "cyclelens", version: "0.1.0" },
    input: { file: null, framing: null, sizeBytes: 8, sha256: input },
    startedAt: `2026-11-21T08:00:0${String(second)}.000Z`,
    elf: null,
    git: { commit: "0123456789abcdef0123456789abcdef01234567", branch: "main", dirty: second > 1 },
    durationMs: 1,
    exitCode: 0,
    signal: null,
    outcome: { status: "ok", message: null },
    totals: {},
    artefacts: [],
    sources:
      source === undefined
        ? []
        : [
            {
              file: "/ci/w/guest/src/lib.rs",
              path: "/ci/w/guest/src/lib.rs",
              sha256: source,
              modifiedMs: 0,
              lines: [source.split(" ").length],
              hashes: [lineHash(source.split(" ").at(-1)!)],
            },
          ],
  };
  writeFileSync(path.join(folder, "run.json"), JSON.stringify(run));
  writeFileSync(path.join(folder, "profile.json.gz"), gzipSync(text(picture)));
  return id;
}

const files = (base: RunPicture, next: RunPicture) =>
  tempFolder({ "base.json": text(base), "new.json": text(next) });
const json = async (args: readonly string[], cwd: string): Promise<Comparison> => {
  const { code, stdout, stderr } = await cyclelens([...args, "--json"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Comparison;
};

describe("compare", () => {
  it("takes runs by id, the start of it, last and last~N of the same guest, and baselines", async () => {
    const root = tempFolder();
    const first = store(root, 1, { picture: costs(100) });
    store(root, 2, { picture: costs(7), guest: "other" });
    const third = store(root, 3, { picture: costs(90) });
    expect((await cyclelens(["baseline", "set", "main", first.slice(0, 20)], { cwd: root })).code).toBe(0);
    for (const base of [first, first.slice(0, 20), "last~1", "main"])
      for (const next of [third, "last"]) {
        const { explained, base: from } = await json(["compare", base, next], root);
        expect([base, explained[0]!.whole.delta, from.guest]).toEqual([base, -10, "evm"]);
      }
  });

  it("takes what a run.json says: guest, commit, and the text of lines", async () => {
    const root = tempFolder();
    store(root, 1, { picture: costs(100), source: "use fn let loop" });
    store(root, 2, {
      picture: { ...costs(90), lines: [["/ci/w/guest/src/lib.rs", 6, 90]] },
      source: "use a b fn let loop",
    });
    const { lines, files, base, next } = await json(["compare", "last~1", "last"], root);
    expect(files.map(({ by }) => by)).toEqual(["content"]);
    expect(lines.map(({ key, status }) => [key, status])).toEqual([
      ["/ci/w/guest/src/lib.rs:4→6", "changed"],
    ]);
    expect([base.commit, next.commit?.endsWith("+"), next.startedAt]).toEqual([
      "0123456789abcdef0123456789abcdef01234567",
      true,
      "2026-11-21T08:00:02.000Z",
    ]);
  });

  it("says where guests and inputs differ", async () => {
    const root = tempFolder();
    const one = store(root, 1, { picture: costs(1) });
    store(root, 2, { picture: costs(1), guest: "ledger", input: "bb" });
    const { marks } = await json(["compare", one, "last"], root);
    expect(marks.map(({ kind }) => kind)).toEqual(["guests", "inputs", "lines"]);
  });

  it("looks for a run's name before a file's, and takes ./NAME for the file", async () => {
    const root = tempFolder({ main: text(costs(5)) });
    store(root, 1, { picture: costs(100) });
    await cyclelens(["baseline", "set", "main"], { cwd: root });
    expect((await json(["compare", "main", "last"], root)).explained[0]!.whole.base).toBe(100);
    expect((await json(["compare", "./main", "last"], root)).explained[0]!.whole.base).toBe(5);
  });

  it("ends with 1 under --check only, and says the verdict in every form", async () => {
    const cwd = files(costs(1000), costs(1002));
    const gate = ["compare", "base.json", "new.json", "--max-regression", "0.1"];
    for (const format of ["text", "md", "html", "github", "json"]) {
      const { code, stdout } = await cyclelens([...gate, "--check", "--format", format], { cwd });
      expect([format, code, /refused|"passed": false/.test(stdout)]).toEqual([format, 1, true]);
      expect((await cyclelens([...gate, "--format", format], { cwd })).code).toBe(0);
    }
    expect(
      (await cyclelens([...gate.slice(0, 3), "--check", "--max-regression", "0.2%"], { cwd })).code,
    ).toBe(0);
    expect((await cyclelens([...gate.slice(0, 3), "--check"], { cwd })).code).toBe(1);
  });

  it("a verdict over another guest or another input says so itself, passed or not", async () => {
    const root = tempFolder();
    const one = store(root, 1, { picture: costs(5) });
    store(root, 2, { picture: costs(4), guest: "ledger", input: "bb" });
    store(root, 3, { picture: costs(6), guest: "ledger", input: "aa" });
    const verdict = async (base: string, next: string, format: string): Promise<string> => {
      const args = ["compare", base, next, "--check", "--format", format];
      return /check: .*/.exec((await cyclelens(args, { cwd: root })).stdout)?.[0] ?? "";
    };
    for (const format of ["text", "md", "github"]) {
      expect(await verdict(one, "last~1", format)).toMatch(
        /passed .*; the two runs may not be of the same work/,
      );
      expect(await verdict(one, "last", format)).toMatch(
        /refused, .*; the two runs may not be of the same work/,
      );
      expect(await verdict("last", "last", format)).not.toContain("may not be");
    }
  });

  it("what CI has not got yet is told with what makes it", async () => {
    const cwd = files(costs(1), costs(1));
    const said = async (...args: string[]): Promise<[number, string]> => {
      const { code, stderr } = await cyclelens(["compare", ...args], { cwd });
      return [code, stderr.trimEnd().split(" — ")[1]!];
    };
    expect(await said("cyclelens.baseline.json", "new.json")).toEqual([
      3,
      "check the path; a baseline is written by: cyclelens baseline export NAME -o cyclelens.baseline.json",
    ]);
    expect(await said("base.json", "new.json", "--check", "--allow", "cyclelens.allow")).toEqual([
      3,
      "create it (an empty one allows nothing), or leave --allow out",
    ]);
    expect((await said("evm", "new.json"))[1]).toBe("list the runs with: cyclelens runs list");
  });

  it("lists no line as gone that cost nothing", async () => {
    const at = (line: number, self: number): [string, number, number] => [
      "/ci/w/guest/src/lib.rs",
      line,
      self,
    ];
    const cwd = files(
      { ...costs(100), lines: [at(4, 100), at(9, 0)] },
      { ...costs(90), lines: [at(4, 90), at(10, 0)] },
    );
    const { stdout } = await cyclelens(["compare", "base.json", "new.json"], { cwd });
    expect(stdout).toMatch(/lib\.rs:4/);
    expect(stdout).not.toMatch(/lib\.rs:(?:9|10)/);
  });

  it("writes both runs as stacks for the tools of others", async () => {
    const stacks = (self: number): RunPicture => ({
      functions: [
        ["main", { self: 1 }],
        ["f", { self }],
      ],
      stacks: ["main 1", `main;f ${String(self)}`],
    });
    const cwd = files(stacks(5), stacks(8));
    const as = async (format: string) =>
      (await cyclelens(["compare", "base.json", "new.json", "--format", format], { cwd })).stdout;
    expect(await as("folded")).toBe("main 1 1\nmain;f 5 8\n");
    const { profiles } = JSON.parse(await as("speedscope")) as {
      profiles: { name: string; endValue: number }[];
    };
    expect(profiles.map(({ name, endValue }) => [name, endValue])).toEqual([
      ["cost, new: new.json", 9],
      ["cost, base: base.json", 6],
    ]);
  });

  it("judges the metric asked for, a total too", async () => {
    const totals = (precompiles: number) => ({ variable: 100, precompiles });
    const cwd = files({ ...costs(100), totals: totals(5) }, { ...costs(100), totals: totals(6) });
    const check = (...more: string[]) =>
      cyclelens(["compare", "base.json", "new.json", "--check", ...more], { cwd });
    expect((await check()).code).toBe(0);
    expect((await check("--metric", "cost")).code).toBe(0);
    expect((await check("--metric", "precompiles")).code).toBe(1);
    const { code, stderr } = await check("--metric", "gas");
    expect([code, stderr]).toEqual([
      2,
      "cyclelens: --metric gas is known of neither run, or of one only — choose one of cost, precompiles, variable\n",
    ]);
  });

  it("lets pass what an allow file names, and tells what is idle in it on standard error", async () => {
    const cwd = files(costs(1000), costs(1100));
    layOut(cwd, { allow: "total # wanted\nevm::*\nnobody # idle\nevm::root until 2020-01-01 # long ago\n" });
    const args = ["compare", "base.json", "new.json", "--check", "--per-function", "1", "--allow", "allow"];
    const { code, stdout, stderr } = await cyclelens(args, { cwd });
    expect([code, stdout.includes("allowed by line 1 (wanted)")]).toEqual([0, true]);
    expect(stderr.split("\n").filter(Boolean)).toEqual([
      "cyclelens: allow:4 ended on 2020-01-01 and allows nothing any more",
      "cyclelens: allow:3 allows nothing that is there",
      "cyclelens: allow:2 gives no reason",
    ]);
  });

  it("writes annotations with paths of the repository, and the summary of the job behind what is there", async () => {
    const cwd = tempFolder({ "summary.md": "before\n", "guest/src/lib.rs": "" });
    const at = (self: number): RunPicture => ({
      functions: [["f", { self, at: [path.join(cwd, "guest/src/lib.rs"), 3] }]],
    });
    layOut(cwd, { "base.json": text(at(10)), "new.json": text(at(20)) });
    const env = { GITHUB_WORKSPACE: cwd, GITHUB_STEP_SUMMARY: path.join(cwd, "summary.md") };
    const args = ["compare", "base.json", "new.json", "--check", "--per-function", "0", "--format", "github"];
    const { code, stdout } = await cyclelens(args, { cwd, env });
    expect(code).toBe(1);
    expect(stdout).toContain(
      "::error file=guest/src/lib.rs,line=3,title=CycleLens%3A regression::f: self cost grew by 10",
    );
    expect(readFileSync(path.join(cwd, "summary.md"), "utf8")).toMatch(
      /^before\n<!-- cyclelens:compare:new -->\n## /,
    );
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ["no such name", ["nothing", "new.json"], 3, /there is no file, run or baseline named nothing/],
    ["last without runs", ["last", "new.json", "--root", "."], 3, /there are no runs yet/],
    ["one side", ["new.json"], 2, /compare wants BASE and NEW/],
    ["a folder that is no run", [".", "new.json"], 3, /is no run folder/],
    [
      "a schema of the future",
      ["future.json", "new.json"],
      3,
      /cyclelens\.profile\/2.*export the profile with this version/,
    ],
    ["half a file", ["half.json", "new.json"], 3, /damaged or cut off/],
    ["a missing allow file", ["base.json", "new.json", "--allow", "no"], 3, /no does not exist/],
    ["a broken allow file", ["base.json", "new.json", "--allow", "bad"], 3, /bad:1: soon is no day/],
    ["another machine", ["base.json", "sp1.json"], 3, /is of ZisK, .* of SP1/],
  ])("%s is one clear error", async (_, args, wanted, message) => {
    const cwd = files(costs(1), costs(1));
    const sp1 = profileOf({
      totals: { cycles: 1 },
      with: {
        source: { format: "sp1-gecko", variant: null, files: [] },
        metrics: [{ id: "cycles", unit: "cycles" }],
      },
    });
    layOut(cwd, {
      "future.json": text(costs(1)).replace("cyclelens.profile/1", "cyclelens.profile/2"),
      "half.json": text(costs(1)).slice(0, 400),
      "sp1.json": JSON.stringify(profileToJson(sp1, { full: false })),
      bad: "f until soon",
    });
    const { code, stdout, stderr } = await cyclelens(["compare", ...args], { cwd });
    expect([code, stdout]).toEqual([wanted, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cyclelens: [^\n]+ — [^\n]+\n$/);
  });

  it("a corrupt run folder is one clear error, and the others are still there", async () => {
    const root = tempFolder();
    const good = store(root, 1, { picture: costs(1) });
    const bad = store(root, 2, { picture: costs(2) });
    const folder = path.join(root, ".cyclelens/runs", bad);
    const compare = async (name = bad) => (await cyclelens(["compare", good, name], { cwd: root })).stderr;
    writeFileSync(path.join(folder, "profile.json.gz"), gzipSync(text(costs(2))).subarray(0, 60));
    expect(await compare()).toMatch(/^cyclelens: [^\n]+ — [^\n]+\n$/);
    writeFileSync(path.join(folder, "run.json"), "{");
    expect(await compare()).toContain("is no whole run: its run.json cannot be read");
    expect(await compare(folder)).toContain("is no whole run: its run.json cannot be read");
    expect(await compare(good)).toBe("");
    expect(await compare("2026-11-21T08-00-01Z")).toBe("");
  });

  it("two builds of one SP1 guest, of either mangling: the same functions, and said to be estimates", async () => {
    const [base, next] = ["fib-calls", "fib-calls-legacy"].map((name) =>
      path.resolve(`test/fixtures/sp1/${name}.rate100.json.gz`),
    );
    const { functions, marks } = await json(["compare", base!, next!], tempFolder());
    expect(marks.map(({ kind }) => kind)).toEqual(["sampled", "sampled"]);
    const own = functions.filter(({ key }) => key.includes("fib_calls") || key.includes("Word"));
    expect(own.map(({ status }) => status)).toEqual(own.map(() => "same"));
    expect(own.length).toBeGreaterThan(5);
  });

  it("an ambiguous start names what it could be", async () => {
    const root = tempFolder();
    store(root, 1, { picture: costs(1) });
    store(root, 2, { picture: costs(2) });
    const { code, stderr } = await cyclelens(["compare", "2026-11", "last"], { cwd: root });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("begins the names of 2 runs: 2026-11-21T08-00-02Z-zisk-evm, "),
    ]);
  });
});

describe("an exported baseline", () => {
  const picture: RunPicture = {
    functions: [
      ["walk::<u8>", { self: 30, total: 100, calls: 1, at: ["/ci/w/guest/src/lib.rs", 3] }],
      ["walk::<u16>", { self: 70, total: 70, calls: 2, at: ["/ci/w/guest/src/lib.rs", 3] }],
      [
        "sha2::f",
        {
          self: 5,
          total: 5,
          at: ["/home/me/.cargo/registry/src/index.crates.io-1/sha2-0.10.8/src/lib.rs", 9],
        },
      ],
    ],
    stacks: ["walk::<u8> 30", "walk::<u8>;walk::<u16> 70", "sha2::f 5"],
    lines: [
      ["/ci/w/guest/src/lib.rs", 4, 100],
      ["/home/me/.cargo/registry/src/index.crates.io-1/sha2-0.10.8/src/lib.rs", 12, 5],
    ],
    with: { warnings: ["the ELF /ci/w/guest/target/evm is old"] },
  };

  async function exported(root: string): Promise<string> {
    const { code, stdout } = await cyclelens(["baseline", "export", "last"], { cwd: root });
    expect(code).toBe(0);
    return stdout;
  }

  it("is the same profile to a comparison: nothing changed against its own run", async () => {
    const root = tempFolder();
    store(root, 1, { picture, source: "use fn let loop" });
    layOut(root, { "cyclelens.baseline.json": await exported(root) });
    const comparison = await json(["compare", "cyclelens.baseline.json", "last"], root);
    for (const list of ["functions", "lines", "totals", "opcodes", "tags", "memory"] as const)
      for (const row of comparison[list])
        expect([list, row.key, row.status]).toEqual([list, row.key, "same"]);
    expect(comparison.marks).toEqual([]);
    expect(comparison.functions.map(({ key, total }) => [key, total["cost"]?.base])).toEqual([
      ["sha2::f", 5],
      ["walk", 100],
    ]);
    expect(comparison.files).toEqual([
      { file: "/ci/w/guest/src/lib.rs", baseFile: "src/lib.rs", by: "equal" },
    ]);
  });

  it("finds lines again in another checkout, and where an edit above moved them", async () => {
    const root = tempFolder();
    store(root, 1, { picture, source: "use fn let loop" });
    layOut(root, { "cyclelens.baseline.json": await exported(root) });
    store(root, 2, {
      picture: { ...picture, lines: [["/ci/w/guest/src/lib.rs", 5, 90]] },
      source: "use use fn let loop",
    });
    const { lines } = await json(["compare", "cyclelens.baseline.json", "last"], root);
    expect(lines.map(({ key, self }) => [key, self["cost"]?.delta])).toEqual([
      ["/ci/w/guest/src/lib.rs:4→5", -10],
    ]);
  });

  it("holds no path of the machine, is by the schema, and the same every time", async () => {
    const root = tempFolder();
    store(root, 1, { picture, source: "use fn let loop" });
    const file = await exported(root);
    expect(file).not.toMatch(/\/ci\/w|\/home\/me/);
    expect(await exported(root)).toBe(file);
    expect(file.split("\n").filter((line) => line.includes('"walk'))).toHaveLength(1);
    const valid = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync("schemas/profile-1.json", "utf8")) as object,
    );
    expect([valid(JSON.parse(file)), valid.errors]).toEqual([true, null]);
    expect(gunzipSync(gzipSync(file)).toString()).toBe(file);
  });

  it("set by many at once is there for each, and a lock left behind stops nobody", async () => {
    const root = tempFolder();
    store(root, 1, { picture });
    const lock = path.join(root, ".cyclelens/baselines.json.lock");
    mkdirSync(lock);
    utimesSync(lock, 1, 1);
    const names = Array.from({ length: 12 }, (_, i) => `b${String(i + 10)}`);
    const codes = await Promise.all(names.map((name) => cyclelens(["baseline", "set", name], { cwd: root })));
    expect(codes.map(({ code }) => code)).toEqual(names.map(() => 0));
    const { stdout } = await cyclelens(["baseline", "list", "--json"], { cwd: root });
    expect(
      (JSON.parse(stdout) as { baselines: { baseline: string }[] }).baselines.map(({ baseline }) => baseline),
    ).toEqual(names);
  });

  it("of a deleted run is told by its name wherever it is asked for", async () => {
    const root = tempFolder();
    const id = "2026-01-01T00-00-00Z-zisk-evm";
    store(root, 1, { picture });
    layOut(root, { ".cyclelens/baselines.json": `{"baselines":{"old":"${id}"}}` });
    for (const args of [
      ["compare", "old", "last"],
      ["baseline", "export", "old"],
      ["baseline", "set", "new", "old"],
      ["runs", "show", "old"],
    ])
      expect(await cyclelens(args, { cwd: root })).toEqual({
        code: 3,
        stdout: "",
        stderr: `cyclelens: the run of the baseline old is gone: ${id} — point it at another run: cyclelens baseline set old RUN\n`,
      });
  });

  it("unset is no longer there, its run is, and a name that is none is told", async () => {
    const root = tempFolder();
    const id = store(root, 1, { picture });
    for (const name of ["main", "other"]) await cyclelens(["baseline", "set", name], { cwd: root });
    const unset = await cyclelens(["baseline", "unset", "main"], { cwd: root });
    expect([unset.code, unset.stdout]).toEqual([0, `main no longer names ${id}\n`]);
    expect((await cyclelens(["baseline", "list"], { cwd: root })).stdout).toBe(`other → ${id}\n`);
    const again = await cyclelens(["baseline", "unset", "main"], { cwd: root });
    expect([again.code, again.stderr]).toEqual([
      3,
      "cyclelens: there is no baseline named main — list them with: cyclelens baseline list\n",
    ]);
    const json = await cyclelens(["baseline", "unset", "other", "--json"], { cwd: root });
    expect(JSON.parse(json.stdout)).toEqual({ schema: "cyclelens.baselines/1", baselines: [] });
    expect((await cyclelens(["runs", "show", id], { cwd: root })).code).toBe(0);
  });

  it("of a schema of the future is told by the file's name", async () => {
    const cwd = tempFolder({
      "b.json": text(costs(1)).replace("profile/1", "profile/9"),
      "n.json": text(costs(1)),
    });
    expect((await cyclelens(["compare", "b.json", "n.json"], { cwd })).stderr).toBe(
      "cyclelens: b.json has the schema cyclelens.profile/9, not cyclelens.profile/1 — update CycleLens, or export the profile with this version of it\n",
    );
  });

  it("of a deleted run is told in the list", async () => {
    const root = tempFolder({
      ".cyclelens/baselines.json": '{"baselines":{"old":"2026-01-01T00-00-00Z-zisk-evm"}}',
    });
    expect((await cyclelens(["baseline", "list", "--root", "."], { cwd: root })).stdout).toBe(
      "old → 2026-01-01T00-00-00Z-zisk-evm  (gone)\n",
    );
  });
});
