// SP1 and host profiles: the user's host through the runner (a recorded real run where SP1 itself is not built),
// a trace dropped on the runs, and a heap profile at its allocation lines.
import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { skip } from "../support/skip";
import { builtTraceHost, hasCargo, noCargo, ProverProject, Sp1Project } from "../support/sp1";
import { TaskLog } from "../support/tasks";
import { needsUi, ui } from "../support/ui";
import { until } from "../support/until";
import { clearNotifications, treeTexts, notified } from "../support/views";
import { closeEditors } from "../support/workspace";

const run = <T = unknown>(command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<T>(command, ...args);
const show = async (file: string, line = 0) => {
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenter);
  return editor;
};
const settings = () => vscode.workspace.getConfiguration("cyclelens");
const set = (key: string, value: unknown) =>
  settings().update(key, value, vscode.ConfigurationTarget.Workspace);

async function lensTitles(file: string): Promise<readonly (readonly [string, string])[]> {
  const document = await vscode.workspace.openTextDocument(file);
  const lenses = await run<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 50);
  return lenses.map(({ command, range }) => [
    document.lineAt(range.start.line).text.trim(),
    command?.title.replaceAll("\u00a0", " ") ?? "",
  ]);
}

async function hoverText(file: string, word: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(file);
  const at = document.positionAt(document.getText().indexOf(`fn ${word}`) + 4);
  const hovers = await run<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((c) => (typeof c === "string" ? c : c.value)))
    .join("\n")
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

describe("profile an SP1 guest without a host", function () {
  this.timeout(60_000);

  it("the embedded engine runs what is built, with the buffers in order, and again", async () => {
    const project = new Sp1Project();
    try {
      // fib_iter(2000), and 100 rounds from a file.
      const rounds = path.join(project.folder, "rounds.bin");
      writeFileSync(rounds, Buffer.from([100, 0, 0, 0]));
      const input = [{ bytes: "d0 07 00 00" }, rounds];
      const result = await run<{ folder: string } | undefined>("cyclelens.profileSp1", {
        guest: project.guest,
        input,
      });
      assert.ok(result?.folder);
      await run("cyclelens.rerun");
      const folders = project.runs();
      assert.equal(folders.length, 2);
      for (const folder of folders) {
        const record = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8")) as {
          argv: string[];
          engine: { name: string };
          input: { sizeBytes: number };
          totals: Record<string, number>;
        };
        assert.equal(record.engine.name, "cyclelens");
        assert.deepEqual(record.argv.slice(-4), ["--bytes", "d0070000", "--input", rounds]);
        assert.equal(record.input.sizeBytes, 8);
        // As SP1 6.10 counts them.
        assert.equal(record.totals["cycles"], 43_867);
      }
    } finally {
      await run("cyclelens.clear");
      project.dispose();
    }
  });
});

describe("profile an SP1 guest", function () {
  this.timeout(120_000);
  let project: Sp1Project;
  let tasks: TaskLog;

  before(async function () {
    if (!hasCargo()) skip(this, noCargo);
    project = new Sp1Project();
    await run("cyclelens.clear");
    await set("sp1.engine", "external");
    await set("sp1.env", { SP1_SDK_RECORDED: path.join(project.folder, "recorded") });
    await set("sp1.sampleRate", 100);
  });
  beforeEach(async () => {
    tasks = new TaskLog();
    await clearNotifications();
  });
  afterEach(() => tasks?.dispose());
  after(async () => {
    await set("sp1.engine", undefined);
    await set("sp1.env", undefined);
    await set("sp1.sampleRate", undefined);
    await closeEditors();
    await run("cyclelens.clear");
    project?.dispose();
  });

  it("from the palette: asks for the host's arguments once, builds it, runs it, keeps the run", async function () {
    needsUi(this);
    await show(project.source);
    await ui.palette("Profile guest with SP1");
    const input = ".quick-input-widget input.input";
    await ui.waitFor({ selector: ".quick-input-title", hasText: "fib-script" });
    assert.deepEqual(await ui.count({ selector: input }), 1);
    // What SP1's project template takes stands there already.
    await ui.press("Enter");
    await until(() => tasks.ended.length >= 2, "the end of both tasks", 90_000);
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    const [folder] = await until(() => project.runs().length === 1 && project.runs(), "a run folder");
    const record = JSON.parse(readFileSync(path.join(folder!, "run.json"), "utf8")) as {
      machine: string;
      argv: string[];
      totals: Record<string, number>;
      engine: { name: string; version: string };
      guest: { elf: string };
    };
    assert.equal(record.machine, "sp1");
    assert.deepEqual(record.engine, { name: "sp1-sdk", version: "6.10.0" });
    assert.deepEqual(record.argv.slice(1), [
      "run",
      "--release",
      "-p",
      "fib-script",
      "--bin",
      "fib-script",
      "--",
      "--execute",
    ]);
    assert.equal(record.guest.elf, project.elf);
    // As SP1's own report counts them, not the sum of the samples.
    assert.equal(record.totals["cycles"], 75_417);
  });

  it("runs it again without a question", async () => {
    const runs = project.runs().length;
    const result = await run<{ folder: string } | undefined>("cyclelens.profileSp1", {
      guest: project.guest,
      arguments: ["--execute"],
    });
    assert.ok(result?.folder);
    await run("cyclelens.rerun");
    assert.equal(project.runs().length, runs + 2);
    assert.deepEqual(
      tasks.exitCodes().map(([, code]) => code),
      [0, 0, 0, 0],
    );
  });

  it("shows cycles where functions begin: lens, line, hover with the quirks of SP1's stack", async () => {
    const titles = await until(async () => {
      const all = await lensTitles(project.source);
      return all.some(([, title]) => title.includes("cycles")) && all;
    }, "lenses");
    const of = (name: string) => titles.find(([text]) => text.startsWith(`fn ${name}`))?.[1] ?? "";
    assert.match(of("fib_iter"), /^\$\(flame\) 15\.9 % cycles · 12\.0 K total · 12\.0 K self/);
    assert.match(of("inner_mix"), /2 instances/);
    assert.match(titles.map(([, title]) => title).join("\n"), /Profile with SP1/);
    const text = await hoverText(project.source, "fib_iter");
    assert.match(text, /12,000/);
    assert.match(text, /one sample every 100 cycles/);
    assert.match(text, /inlined/);
    assert.match(text, /precompile call weighs 1/);
    assert.match(text, /sp1-sdk 6\.10\.0/);
  });

  it("writes totals into the status bar and cycles after the lines", async function () {
    needsUi(this);
    await run("workbench.action.closePanel");
    await show(project.source, 20);
    await ui.waitFor({ selector: ".statusbar-item", hasText: "cycles" });
    const lines = await until(async () => {
      const decorated = (await ui.editorLines()).filter(({ after }) => after.includes("cycles"));
      return decorated.length > 1 && decorated;
    }, "decorated lines");
    assert.ok(
      lines.some(({ text }) => text.includes("fn fib_iter")),
      lines.map(({ text }) => text).join("\n"),
    );
  });

  it("lists hot functions and the call tree, and paints the flame graph", async function () {
    needsUi(this);
    await until(
      async () => (await treeTexts("hot")).some((text) => text.includes("fib_iter")),
      "hot functions",
    );
    await until(
      async () => (await treeTexts("callTree")).some((text) => text.includes("start")),
      "the call tree",
    );
    await run("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? "", /^Flame: fib-calls/);
    await ui.waitFor({ webview: 0, selector: "g[data-row][aria-label*='outer_mix']" });
    await closeEditors();
  });

  it("a guest that panics: the profile up to there, and its message", async function () {
    const runs = project.runs().length;
    const result = await run<{ summary: { outcome: { status: string; message: string } } }>(
      "cyclelens.profileSp1",
      { guest: project.guest, arguments: ["--execute", "--panic"] },
    );
    assert.equal(project.runs().length, runs + 1);
    assert.equal(result.summary.outcome.status, "guest-error");
    assert.match(result.summary.outcome.message, /asked to fail: 1/);
    needsUi(this);
    await notified(/asked to fail: 1/);
  });

  it("a trace that stayed empty: says so, keeps no run", async function () {
    const runs = project.runs().length;
    await run("cyclelens.profileSp1", { guest: project.guest, arguments: ["--execute", "--stop-early"] });
    assert.equal(project.runs().length, runs);
    needsUi(this);
    await notified(/trace is empty|exit code 101/);
  });

  it("a host without profiling: nothing is built, the manifest is mended by a button", async function () {
    project.editHost((text) => text.replace(', features = ["profiling"]', ""));
    await run("cyclelens.profileSp1", { guest: project.guest, arguments: ["--execute"] });
    assert.deepEqual(tasks.exitCodes(), []);
    needsUi(this);
    await notified(/without its feature profiling/);
    await ui.click({
      selector: ".notifications-center .notification-list-item .monaco-button",
      hasText: "profiling",
    });
    await until(
      () => /features = \["profiling"\]/.test(readFileSync(project.host, "utf8")),
      "the feature in Cargo.toml",
    );
    await closeEditors();
  });

  it("Create SP1 Trace Host writes a package and overwrites none", async () => {
    const folder = path.join(project.folder, "trace-host");
    await run("cyclelens.createSp1Host", { folder });
    const manifest = readFileSync(path.join(folder, "Cargo.toml"), "utf8");
    assert.match(manifest, /sp1-core-executor = "=6\.\d+\.\d+"/);
    await run("cyclelens.createSp1Host", { folder });
    assert.equal(readFileSync(path.join(folder, "Cargo.toml"), "utf8"), manifest);
    await closeEditors();
  });
});

describe("profile an SP1 guest in the real SP1", function () {
  this.timeout(300_000);
  const host = builtTraceHost();
  let project: Sp1Project;

  before(async function () {
    if (!host || !hasCargo()) skip(this, "no SP1 host in the cache: npm run test:sp1 builds one");
    project = new Sp1Project();
    project.addTraceHost(host);
    await clearNotifications();
    await set("sp1.env", { CARGO_TARGET_DIR: path.join(host, "target"), CARGO_NET_OFFLINE: "true" });
    await set("sp1.sampleRate", 1);
  });
  after(async () => {
    await set("sp1.env", undefined);
    await set("sp1.sampleRate", undefined);
    await closeEditors();
    await run("cyclelens.clear");
    project?.dispose();
  });

  it("executes it with tracing: every cycle, exact, at the functions", async () => {
    const tasks = new TaskLog();
    const result = await run<{ summary: { totals: Record<string, number> } } | undefined>(
      "cyclelens.profileSp1",
      {
        guest: project.guest,
        host: "sp1-trace-host",
        arguments: ["{elf}", "--u32", "2000", "--u32", "300", "--report-json", "{report}"],
      },
    );
    tasks.dispose();
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    assert.equal(result?.summary.totals["cycles"], 75_417);
    assert.equal(result.summary.totals["gas"], 72_457);
    const titles = await until(async () => {
      const all = await lensTitles(project.source);
      return all.some(([, title]) => title.includes("cycles")) && all;
    }, "lenses");
    assert.ok(
      titles.some(([text]) => text.startsWith("fn fib_iter")),
      titles.join("\n"),
    );
    assert.doesNotMatch(await hoverText(project.source, "fib_iter"), /one sample every/);
  });
});

describe("a recorded SP1 trace", function () {
  this.timeout(60_000);
  let project: Sp1Project;

  before(async () => {
    project = new Sp1Project();
    await run("cyclelens.clear");
    await clearNotifications();
  });
  after(async () => {
    await closeEditors();
    await run("cyclelens.clear");
    project.dispose();
  });

  it("dropped on the runs: its functions and its flame graph", async function () {
    needsUi(this);
    project.recordedRun();
    await show(project.trace);
    await run("cyclelens.runs.focus");
    await run("cyclelens.runs.refresh");
    await until(async () => (await treeTexts("runs")).length > 1, "the recorded run in the list");
    await ui.drag(
      { selector: ".tabs-container .tab", hasText: "trace.json" },
      { selector: ".pane:has(.pane-header :text-is('Runs')) .pane-body" },
    );
    await until(
      async () => (await treeTexts("hot")).some((text) => text.includes("fib_iter")),
      "hot functions",
    );
    await run("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row][aria-label*='outer_mix']", timeout: 30_000 });
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? "", /^Flame: /);
  });

  it("opened without its ELF: no places; joined with the guest of the workspace: at its functions", async function () {
    const alone = await run<{ elf: string | null; format: string }>("cyclelens.openProfile", {
      files: [project.trace],
    });
    assert.deepEqual([alone.elf, alone.format], [null, "sp1-gecko"]);
    const joined = await run<{ elf: string | null }>("cyclelens.joinElf", { elf: project.elf });
    assert.equal(joined.elf, project.elf);
    const titles = await until(async () => {
      const all = await lensTitles(project.source);
      return all.some(([, title]) => title.includes("cycles")) && all;
    }, "lenses");
    assert.ok(
      titles.some(([text, title]) => text.startsWith("fn outer_mix") && title.includes("49.3 %")),
      titles.join("\n"),
    );
    needsUi(this);
    await notified(/ELF of its guest/);
  });
});

describe("a heap profile of dhat", function () {
  this.timeout(60_000);
  let project: ProverProject;

  before(async () => {
    project = new ProverProject();
    await run("cyclelens.clear");
    await run("cyclelens.openProfile", { files: [project.dhat] });
  });
  after(async () => {
    await closeEditors();
    await run("cyclelens.clear");
    project.dispose();
  });

  it("stands at the lines that allocate, in bytes", async function () {
    needsUi(this);
    const { document } = await show(project.source("fft.rs"), 20);
    const lines = await until(async () => {
      const decorated = (await ui.editorLines()).filter(({ after }) => after.includes("bytes"));
      return decorated.length > 0 && decorated;
    }, "decorated lines");
    assert.deepEqual(
      lines.map(({ line, after }) => [line, after.replace(/^.*?([\d.]+ %  .*)$/u, "$1")]),
      [
        [22, "26.8 %  9.73 K bytes"],
        [23, "26.8 %  9.73 K bytes"],
      ],
    );
    assert.match(document.lineAt(21).text + document.lineAt(22).text, /vec|collect|Vec|let/i);
  });

  it("has its totals in the status bar", async function () {
    needsUi(this);
    await ui.waitFor({ selector: ".statusbar-item", hasText: "36.3 K bytes · 718 blocks" });
  });

  it("is written for a viewer of the user's own, and nothing is started for a page", async () => {
    const file = await run<string>("cyclelens.viewIn", { viewer: "firefox" });
    const written = JSON.parse(readFileSync(file, "utf8")) as { threads?: unknown[] };
    assert.ok(written.threads?.length, "a Firefox profile");
  });

  it("switches between all, peak, end and blocks on every surface", async function () {
    const hot = () => run("cyclelens.switchMetric", "blocks");
    await hot();
    const titles = await until(async () => {
      const all = await lensTitles(project.source("fft.rs"));
      return all.some(([, title]) => title.includes("blocks")) && all;
    }, "lenses in blocks");
    assert.ok(
      titles.every(([, title]) => !title.includes("bytes")),
      titles.join("\n"),
    );
  });
});

describe("profile a prover", function () {
  this.timeout(120_000);
  let project: ProverProject;
  let tasks: TaskLog;

  before(async function () {
    if (!hasCargo()) skip(this, noCargo);
    project = new ProverProject();
    project.playBack();
    await run("cyclelens.clear");
  });
  beforeEach(async () => {
    tasks = new TaskLog();
    await clearNotifications();
  });
  afterEach(() => tasks?.dispose());
  after(async () => {
    await closeEditors();
    await run("cyclelens.clear");
    project?.dispose();
  });

  it("dhat: builds with the feature, runs, keeps and opens the heap profile", async () => {
    const result = await run<{ folder: string; summary: { format: string; totals: Record<string, number> } }>(
      "cyclelens.profileProver",
      { target: "mini-prover", tool: "dhat", arguments: ["--trace-length", "6"] },
    );
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    assert.match(result.summary.format, /dhat/);
    assert.equal(result.summary.totals["bytes"], 36_312);
    const record = JSON.parse(readFileSync(path.join(result.folder, "run.json"), "utf8")) as {
      machine: string;
      argv: string[];
    };
    assert.equal(record.machine, "host");
    assert.deepEqual(record.argv.slice(1), ["--trace-length", "6"]);
  });

  it("a program that leaves no heap profile: says what to do, keeps no run", async function () {
    await run("cyclelens.profileProver", { target: "mini-prover", tool: "dhat", arguments: ["--help"] });
    assert.deepEqual(
      tasks.exitCodes().map(([, code]) => code),
      [0, 0],
    );
    needsUi(this);
    await notified(/left no dhat-heap\.json.*dhat::Profiler/);
  });

  it("a tool that is missing: names the command that installs it, starts nothing", async function () {
    await run("cyclelens.profileProver", { target: "mini-prover", tool: "flamegraph", arguments: [] });
    if (tasks.exitCodes().length > 0) skip(this, "flamegraph is installed");
    needsUi(this);
    await notified(/cargo install --locked flamegraph|perf_event_paranoid/);
  });
});
