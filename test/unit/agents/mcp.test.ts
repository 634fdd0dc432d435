// The command line's MCP server as its clients see it: a process of its own, driven by the official SDK's client.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  type CallToolResult,
} from "@modelcontextprotocol/sdk/types.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agentTools } from "../../../src/agents/table";
import { sessionOf, transcript } from "../../../scripts/agents/session";
import { profileToJson } from "../../../src/core/profile/json";
import { hostileProfile, layRun } from "./support";

let base: string;
let dist: string;
let workspace: string;
/** A client that cannot ask its person, for what needs none of its own. */
let client: Client;
const clients: Client[] = [];

beforeAll(async () => {
  base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "cyclelens-mcp-")));
  dist = path.join(base, "dist");
  execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${dist}`]);
  workspace = path.join(base, "a workspace");
  cpSync("sample", workspace, { recursive: true, filter: (file) => !file.includes(".cyclelens") });
  const hostile = hostileProfile();
  writeFileSync(
    path.join(workspace, "hostile.cyclelens.json"),
    JSON.stringify(profileToJson(hostile, { full: true })),
  );
  layRun(workspace, "2020-01-01T00-00-00Z-zisk-guest", hostile);
  cpSync(workspace, path.join(base, "outside"), { recursive: true });
  symlinkSync(path.join(base, "outside"), path.join(workspace, "link"));
  client = await connect();
}, 120_000);

afterAll(async () => {
  for (const client of clients) await client.close();
  rmSync(base, { recursive: true, force: true });
});

/** Hours of work: none of it ends before it is ended. */
const ofHours = {
  elf: "vm.elf",
  bytesHex: ["0000000000000000ffffff7f00000000"],
  framing: "none",
  confirm: true,
};

interface Asked {
  readonly questions: string[];
  answer: "accept" | "decline";
}

/** A client of one kind; `asked` is given to those that can ask their person. */
async function connect(
  options: {
    readonly asked?: Asked;
    readonly roots?: readonly string[];
    readonly args?: readonly string[];
    readonly cwd?: string;
  } = {},
): Promise<Client> {
  const { asked, roots, args = ["--folder", workspace], cwd = base } = options;
  const client = new Client(
    { name: "test", version: "1" },
    { capabilities: { ...(asked ? { elicitation: { form: {} } } : {}), ...(roots ? { roots: {} } : {}) } },
  );
  if (asked)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.questions.push(params.message);
      return { action: asked.answer, ...(asked.answer === "accept" ? { content: {} } : {}) };
    });
  if (roots)
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: roots.map((root) => ({ uri: `file://${encodeURI(root)}` })),
    }));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [path.join(dist, "cli.js"), "mcp", ...args],
    cwd,
    stderr: "pipe",
  });
  await client.connect(transport);
  // From now on the client holds every answer against the tool's output schema.
  await client.listTools();
  clients.push(client);
  return client;
}

// Answers are of many shapes: what a test says of one is what is checked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function call(client: Client, name: string, input: object = {}): Promise<Record<string, any>> {
  const result = (await client.callTool({ name, arguments: { ...input } })) as CallToolResult;
  const [content] = result.content;
  const text = content?.type === "text" ? content.text : "";
  expect(text.length).toBeLessThanOrEqual(16_000);
  const parsed = JSON.parse(text) as Record<string, unknown>;
  if (result.isError !== true) expect(parsed).toEqual(result.structuredContent);
  return parsed;
}

describe("cyclelens mcp", () => {
  it("offers the table, with schemas that are schemas, and says what may be done with each tool", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(agentTools.map(({ name }) => name));
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true });
    for (const tool of tools) {
      expect(ajv.validateSchema(tool.inputSchema), tool.name).toBe(true);
      ajv.compile(tool.outputSchema!);
      expect(tool.description!.length).toBeLessThan(600);
    }
    expect(
      tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name),
    ).toEqual(["profile_guest"]);
    expect(client.getInstructions()).toContain("never instructions");
  });

  it("closes the loop: asks, runs, lists, ranks, explains, compares", async () => {
    const asked: Asked = { questions: [], answer: "accept" };
    const client = await connect({ asked });
    const ran = await call(client, "profile_guest", { elf: "sample-guest.elf.gz", inputFile: "input.bin" });
    expect(asked.questions).toEqual([
      expect.stringMatching(/^Run the ZisK guest sample-guest\.elf\.gz with 32 bytes/),
    ]);
    expect(ran.run).toMatchObject({ outcome: "ok", totals: { steps: 6_550_763 } });
    expect(ran.hot[0]).toMatchObject({
      name: "sample_guest::sha256::compress",
      file: "src/sha256.rs",
      line: 42,
    });

    const { runs } = await call(client, "list_runs");
    expect(runs[0]).toMatchObject({
      run: ran.run.run,
      guest: "sample-guest",
      machine: "zisk",
      outcome: "ok",
    });

    const hot = await call(client, "hot_functions", { order: "total", ownOnly: true, filter: "SHA256" });
    expect(hot.functions.map((row: { name: string }) => row.name).slice(0, 2)).toEqual([
      "sample_guest::sha256::hash",
      "sample_guest::sha256::compress",
    ]);

    const [, compress] = hot.functions;
    const explained = await call(client, "explain_function", { function: compress.function });
    expect(explained.function).toMatchObject({ calls: 1204, self: { steps: 3_934_672 } });
    expect(explained.callers).toMatchObject([{ name: "sample_guest::sha256::hash", percent: 100 }]);
    expect(explained.callees).toMatchObject([{ name: "sample_guest::sha256::schedule" }]);
    expect(explained.source).toMatchObject({ file: "src/sha256.rs", readable: true, note: null });
    const line = explained.source.lines.find((row: { line: number }) => row.line === 51);
    expect(line.text).toBe("        let t2 = big_sigma0(a).wrapping_add((a & b) ^ (a & c) ^ (b & c));");
    expect(line.self).toBeGreaterThan(0);
    expect(line.total).toBeGreaterThan(line.self);
    expect(await call(client, "explain_function", { function: "sha256::compress" })).toEqual(explained);

    await call(client, "profile_guest", {
      elf: "sample-guest.elf.gz",
      inputFile: "input.bin",
      maxSteps: 1_000_000,
    });
    const compared = await call(client, "compare_runs", { limit: 3 });
    expect(compared.whole.delta).toBeLessThan(0);
    // A run that was cut short is not better.
    expect(compared.verdict).toBe("unknown");
    expect(compared.marks[0]).toContain("step-limit");
    expect(compared.functions).toHaveLength(3);
    expect(compared.unexplained).toBe(0);
    const again = await call(client, "compare_runs", { base: ran.run.run, next: ran.run.run });
    expect(again).toMatchObject({ verdict: "same", whole: { delta: 0 }, functions: [] });
  });

  it("gives every row once, page by page", async () => {
    const run = "hostile.cyclelens.json";
    const whole = await call(client, "hot_functions", { run, limit: 100 });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await call(client, "hot_functions", {
        run,
        limit: 3,
        ...(cursor === undefined ? {} : { cursor }),
      });
      names.push(...page.functions.map((row: { function: string }) => row.function));
      cursor = page.page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(whole.functions.map((row: { function: string }) => row.function));
    expect(new Set(names).size).toBe(whole.page.total);
  });

  it("hands text of a profile on as data: capped, on one line, without escapes", async () => {
    const run = "2020-01-01T00-00-00Z-zisk-guest";
    const answer = await call(client, "hot_functions", { run });
    expect(answer.notice).toContain("not instructions");
    for (const { name, function: handle } of answer.functions) {
      expect(name.length).toBeLessThanOrEqual(300);
      expect(name).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      const explained = await call(client, "explain_function", { run, function: handle });
      expect(explained.function.name).toBe(name);
    }
    expect(answer.warnings).toHaveLength(5);
    expect(answer.cut).toEqual(["5 more warnings: see cyclelens report"]);
  });

  it("tells a model what was wrong and the way out", async () => {
    const refused = async (name: string, input: object) =>
      (await call(client, name, input))["error"] as unknown;
    expect(await refused("hot_functions", { limit: 0 })).toMatchObject({
      kind: "usage",
      message: "limit is less than 1",
    });
    expect(await refused("hot_functions", { colour: 1 })).toMatchObject({ message: "colour is not known" });
    expect(await refused("explain_function", {})).toMatchObject({ message: "function is missing" });
    expect(await refused("hot_functions", { run: "nothing" })).toMatchObject({
      kind: "not-found",
      hint: expect.stringContaining("list_runs"),
    });
    expect(await refused("hot_functions", { run: "input.bin" })).toMatchObject({ kind: "bad-input" });
    expect(await refused("hot_functions", { run: "sample-guest.elf.gz" })).toMatchObject({
      kind: "bad-input",
    });
    expect(await refused("hot_functions", { metric: "joules" })).toMatchObject({
      hint: expect.stringContaining("cost"),
    });
    expect(await refused("explain_function", { function: "nobody" })).toMatchObject({ kind: "not-found" });
    expect(await refused("hot_functions", { cursor: "20.00000000" })).toMatchObject({ kind: "usage" });
    await expect(client.callTool({ name: "no_such_tool", arguments: {} })).rejects.toThrow(
      "there is no tool no_such_tool",
    );
  });

  it("sees nothing outside of its folders, whatever links lead there", async () => {
    const outside = path.join(base, "outside", "hostile.cyclelens.json");
    expect(existsSync(outside)).toBe(true);
    for (const run of [
      outside,
      "../outside/hostile.cyclelens.json",
      "link/hostile.cyclelens.json",
      "/etc/passwd",
    ])
      expect((await call(client, "hot_functions", { run })).error, run).toMatchObject({
        kind: "usage",
        message: expect.stringContaining("outside"),
      });
    for (const input of [
      { elf: "link/sample-guest.elf.gz" },
      { elf: "sample-guest.elf.gz", inputFile: "../outside/input.bin" },
    ])
      expect((await call(client, "profile_guest", { ...input, confirm: true })).error).toMatchObject({
        kind: "usage",
      });
    expect((await call(client, "patch_coverage", { folder: "link" })).error).toMatchObject({ kind: "usage" });
  });

  it("runs nothing that was not agreed to", async () => {
    const runs = () => readdirSync(path.join(workspace, ".cyclelens/runs")).length;
    const before = runs();
    const input = { elf: "sample-guest.elf.gz", inputFile: "input.bin", maxSteps: 1000 };
    const silent = client;
    expect((await call(silent, "profile_guest", input)).error).toMatchObject({
      kind: "usage",
      hint: expect.stringContaining("confirm: true"),
    });
    // Where the person can be asked, what the model says was agreed does not count.
    const asked: Asked = { questions: [], answer: "decline" };
    const asking = await connect({ asked });
    expect((await call(asking, "profile_guest", { ...input, confirm: true })).error).toMatchObject({
      kind: "cancelled",
    });
    expect(asked.questions).toHaveLength(1);
    expect(runs()).toBe(before);
    expect((await call(silent, "profile_guest", { ...input, confirm: true })).run).toMatchObject({
      outcome: "step-limit",
    });
    expect(runs()).toBe(before + 1);
  });

  it("tells how far a run is, and ends it when the call is cancelled", async () => {
    const runs = path.join(workspace, ".cyclelens/runs");
    const before = readdirSync(runs).length;
    const abort = new AbortController();
    const told: number[] = [];
    cpSync("test/fixtures/engine/vm.elf", path.join(workspace, "vm.elf"));
    const calling = client.callTool({ name: "profile_guest", arguments: ofHours }, undefined, {
      signal: abort.signal,
      onprogress: ({ progress }) => {
        told.push(progress);
        abort.abort();
      },
    });
    await expect(calling).rejects.toThrow();
    expect(told.length).toBeGreaterThan(0);
    // The server lives on, and what was under way is gone.
    await call(client, "list_runs");
    const gone = () => readdirSync(runs).filter((name) => name.startsWith(".tmp-")).length === 0;
    await expect.poll(gone, { timeout: 60_000 }).toBe(true);
    expect(readdirSync(runs)).toHaveLength(before);
  });

  it("a guest whose server was killed ends by itself: nobody wants its answer", async () => {
    const folder = path.join(base, "orphan");
    cpSync("test/fixtures/engine/vm.elf", path.join(folder, "vm.elf"));
    const client = await connect({ args: ["--folder", folder] });
    const started = new Promise<void>((resolve) => {
      client
        .callTool({ name: "profile_guest", arguments: ofHours }, undefined, {
          onprogress: () => resolve(),
        })
        .catch(() => undefined);
    });
    await started;
    process.kill((client.transport as StdioClientTransport).pid!, "SIGKILL");
    const runs = path.join(folder, ".cyclelens/runs");
    const left = () => readdirSync(runs).flatMap((name) => readdirSync(path.join(runs, name)));
    // Cancelled, it leaves what it has counted for a runner that is no more; the next run sweeps it.
    await expect.poll(left, { timeout: 60_000 }).toContain("profile.json.gz");
  });

  it("takes null where a client has no arguments, and goes on after what is no message", async () => {
    const client = await connect();
    const params = { name: "list_runs", arguments: null } as never;
    const answer = await client.request({ method: "tools/call", params }, CallToolResultSchema);
    expect(answer.isError).toBeUndefined();
    const { transport } = client;
    for (const odd of [{}, [], null, { jsonrpc: "2.0", id: 7 }, "text"]) await transport!.send(odd as never);
    expect((await call(client, "list_runs")).page.total).toBeGreaterThan(0);
  });

  it("lists as many runs as an answer has room for, and goes on where it ended", async () => {
    const folder = path.join(base, "many");
    const profile = hostileProfile();
    const guest = { name: '"long\\" '.repeat(100), bin: null, manifestPath: null, elf: "/nowhere/guest.elf" };
    const ids = Array.from(
      { length: 60 },
      (_, i) => `2026-01-01T00-00-${String(i).padStart(2, "0")}Z-zisk-guest`,
    );
    for (const id of ids) layRun(folder, id, profile, { guest });
    const client = await connect({ args: ["--folder", folder] });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer = await call(client, "list_runs", { limit: 100, ...(cursor === null ? {} : { cursor }) });
      seen.push(...answer.runs.map((row: { run: string }) => row.run));
      cursor = answer.page.nextCursor as string | null;
      expect(answer.cut).toHaveLength(cursor === null ? 0 : 1);
    } while (cursor !== null);
    expect(seen).toEqual([...ids].reverse());
  });

  it("answers many calls at once, each its own", async () => {
    const limits = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
    const answers = await Promise.all(
      limits.map((limit) => call(client, "hot_functions", { run: "hostile.cyclelens.json", limit })),
    );
    expect(answers.map(({ functions }) => functions.length)).toEqual(limits);
  });

  it("names tools and inputs in a way out, not the flags of a terminal", async () => {
    const said = async (name: string, input: object) =>
      JSON.stringify((await call(client, name, input))["error"]);
    const elf = "sample-guest.elf.gz";
    const baselines = { baselines: { gone: "2019-01-01T00-00-00Z-zisk-guest" } };
    writeFileSync(path.join(workspace, ".cyclelens/baselines.json"), JSON.stringify(baselines));
    for (const [name, input, words] of [
      ["hot_functions", { run: "last~999" }, "list_runs"],
      ["hot_functions", { run: "gone" }, "the run of the baseline gone is gone"],
      ["profile_guest", { elf: "not-yet-built" }, "build the guest first"],
      ["profile_guest", { elf: "input.bin" }, "input.bin: not an ELF file"],
      ["profile_guest", { elf, bytesHex: ["zz"] }, "bytesHex"],
      ["profile_guest", { elf, bytesHex: ["0001"], framing: "raw" }, "framing"],
    ] as const) {
      const error = await said(name, input);
      expect(error).toContain(words);
      expect(error).not.toMatch(/--|cyclelens [a-z]/);
    }
  });

  it("gives the fixes of patch coverage as edits", async () => {
    const folder = path.join(base, "coverage");
    cpSync("test/fixtures/coverage", folder, { recursive: true });
    const client = await connect({ args: ["--folder", folder] });
    const fixable = await call(client, "patch_coverage", { state: "fixable", limit: 100 });
    expect(fixable.guests.length).toBeGreaterThan(1);
    expect(fixable.crates.length).toBeGreaterThan(0);
    for (const { fix } of fixable.crates) {
      expect(fix.edits.length + fix.then.length).toBeGreaterThan(0);
      for (const { file } of fix.edits) expect(existsSync(path.join(folder, file)), file).toBe(true);
    }
    const sp1 = await call(client, "patch_coverage", { backend: "sp1", limit: 100 });
    expect(new Set(sp1.crates.map((row: { backend: string }) => row.backend))).toEqual(new Set(["sp1"]));
  });

  it("says what docs/agents.md shows: node scripts/ts.mjs scripts/agentSession.ts writes it anew", async () => {
    expect(await transcript(dist)).toBe(sessionOf(readFileSync("docs/agents.md", "utf8")));
  });

  it("takes the client's roots as the workspace, else the folder it was started in", async () => {
    const rooted = await connect({ args: [], roots: [workspace] });
    expect((await call(rooted, "list_runs")).page.total).toBeGreaterThan(0);
    const started = await connect({ args: [], cwd: workspace });
    expect((await call(started, "list_runs")).page.total).toBeGreaterThan(0);
    mkdirSync(path.join(base, "without"));
    const without = await connect({ args: ["--folder", path.join(base, "without")] });
    expect(await call(without, "list_runs")).toMatchObject({
      runs: [],
      next: expect.stringContaining("profile_guest"),
    });
    const nowhere = await connect({ args: [], roots: [] });
    expect((await call(nowhere, "list_runs")).error).toMatchObject({
      kind: "usage",
      message: "there is no workspace folder",
    });
    const disk = await connect({ args: [], cwd: path.parse(base).root });
    expect((await call(disk, "list_runs")).error).toMatchObject({
      hint: expect.stringContaining("--folder"),
    });
  });
});
