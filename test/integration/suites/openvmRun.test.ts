// OpenVM: a prove benchmark from the form to the metrics view, and cargo openvm, with a cargo that plays back.
import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { OpenvmProject } from "../support/openvm";
import { skip } from "../support/skip";
import { TaskLog } from "../support/tasks";
import { needsUi, ui } from "../support/ui";
import { until } from "../support/until";
import { clearNotifications, notified } from "../support/views";
import { closeEditors } from "../support/workspace";

const run = <T = unknown>(command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<T>(command, ...args);
const runJson = (folder: string) =>
  JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8")) as {
    machine: string;
    argv: string[];
    guest: { name: string };
    outcome: { status: string };
    artefacts: { name: string; storedAs: string }[];
  };
const tabs = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ label, input }) => `${label} ${(input as { viewType?: string } | undefined)?.viewType ?? ""}`);
const form = (selector: string, hasText?: string) => ({ selector, webview: 0, ...(hasText && { hasText }) });

describe("an OpenVM prove benchmark", function () {
  let project: OpenvmProject;
  let tasks: TaskLog;

  before(function () {
    if (process.platform === "win32") skip(this, "the recorded cargo is a script");
    project = new OpenvmProject();
  });
  beforeEach(() => (tasks = new TaskLog()));
  afterEach(async () => {
    tasks?.dispose();
    await clearNotifications();
  });
  after(async () => {
    await closeEditors();
    await run("cyclelens.clear");
    project?.dispose();
  });

  it("the form checks what is typed, starts cargo with it, files the run and opens its metrics", async function () {
    needsUi(this);
    await run("cyclelens.runOpenvmBenchmark");
    await ui.waitFor(form("h1", "Run OpenVM Prove Benchmark"));
    await ui.fill(form("[data-field=appLogBlowup] input"), "9");
    await ui.waitFor(form(".problem", "It must be from 1 to 4."));
    await ui.screenshot("openvm form");
    await ui.fill(form("[data-field=appLogBlowup] input"), "2");
    await ui.fill(form("[data-field=more] input"), "--name 'a $(b)'");
    await ui.click(form("[data-field='feature:perf-metrics'] input"));
    await ui.waitFor(form(".command", "--app-log-blowup 2"));
    await ui.click(form("button", "Run Benchmark"));
    await until(() => project.runs().length === 1, "the filed run", 30_000);
    const [call] = project.calls();
    assert.deepEqual(call?.words, [
      ...["run", "--manifest-path", project.manifest, "-p", "bench", "--bin", "fibonacci"],
      ...["--profile", "release", "--features", "metrics,perf-metrics", "--", "--app-log-blowup", "2"],
      ...["--name", "a $(b)"],
    ]);
    assert.equal(call.cwd, project.folder);
    const folder = path.dirname(call.env.OUTPUT_PATH ?? "");
    assert.match(folder, /\.cyclelens[\\/]runs[\\/]\.tmp-|\.cyclelens[\\/]runs[\\/]/);
    assert.equal(call.env.GUEST_SYMBOLS_PATH, path.join(folder, "metrics.syms"));
    const record = runJson(project.runs()[0]!);
    assert.deepEqual(
      [record.machine, record.guest.name, record.outcome.status],
      ["openvm", "fibonacci", "ok"],
    );
    assert.ok(record.artefacts.some(({ name }) => name === "metrics.json"));
    await until(() => tabs().some((tab) => /metrics/i.test(tab)), "the metrics view");
    await ui.waitFor({ ...form("body", "app_proof"), timeout: 20_000 });
    await ui.screenshot("openvm metrics of the run");
  });

  it("what was filled in is there again", async function () {
    needsUi(this);
    await closeEditors();
    await run("cyclelens.runOpenvmBenchmark");
    await ui.waitFor(form(".command", "--app-log-blowup 2"));
    await ui.waitFor(form(".command", "--name 'a $(b)'"));
    await closeEditors();
  });

  it("starts without the form, and again; the run before is compared with", async () => {
    const choice = {
      line: "1.x",
      numbers: { maxSegmentLength: "4096" },
      kzgParamsDir: "",
      switches: [],
      profile: "maxperf",
      features: ["metrics"],
      defaultFeatures: true,
      nativeCpu: true,
      more: [],
    };
    const before = project.runs().length;
    const result = await run<{ folder: string }>("cyclelens.runOpenvmBenchmark", {
      target: "fibonacci",
      choice,
    });
    assert.deepEqual(runJson(result.folder).argv.slice(-2), ["--max-segment-length", "4096"]);
    assert.match(project.calls().at(-1)?.env.RUSTFLAGS ?? "", /-Ctarget-cpu=native$/);
    await run("cyclelens.rerun");
    assert.equal(project.runs().length, before + 2);
    assert.ok(project.calls().at(-1)?.words.includes("maxperf"));
  });

  it("a benchmark that fails, or writes no metrics, is said and leaves no run", async function () {
    const before = project.runs().length;
    const choice = (word: string) => ({
      line: "2.0",
      numbers: {},
      kzgParamsDir: "",
      switches: [],
      profile: "release",
      features: ["metrics"],
      defaultFeatures: true,
      nativeCpu: false,
      more: [word],
    });
    await run("cyclelens.runOpenvmBenchmark", { target: "fibonacci", choice: choice("--fail") });
    await run("cyclelens.runOpenvmBenchmark", { target: "fibonacci", choice: choice("--silent") });
    assert.equal(project.runs().length, before);
    needsUi(this);
    await notified(/benchmark fibonacci failed \(exit code 101\) and left no metrics/);
    await notified(/wrote no metrics.*bench-metrics/);
  });

  it("errors of the build are in Problems, at their lines", async () => {
    const source = vscode.Uri.file(path.join(project.folder, "src", "bin", "fibonacci.rs"));
    await run("cyclelens.runOpenvmBenchmark", {
      target: "fibonacci",
      choice: {
        line: "2.0",
        numbers: {},
        kzgParamsDir: "",
        switches: [],
        profile: "release",
        features: [],
        defaultFeatures: true,
        nativeCpu: false,
        more: ["--broken"],
      },
    });
    const [problem] = await until(() => {
      const found = vscode.languages.getDiagnostics(source);
      return found.length > 0 && found;
    }, "the error");
    assert.equal(problem?.message.split("\n")[0], "cannot find value `k` in this scope");
  });

  it("a choice that is wrong starts nothing", async () => {
    const before = project.calls().length;
    await run("cyclelens.runOpenvmBenchmark", {
      target: "fibonacci",
      choice: {
        line: "1.x",
        numbers: { halo2OuterK: "99" },
        kzgParamsDir: "--help",
        switches: [],
        profile: "release",
        features: [],
        defaultFeatures: true,
        nativeCpu: false,
        more: [],
      },
    });
    assert.equal(project.calls().length, before);
  });
});

describe("cargo openvm", function () {
  let project: OpenvmProject;

  before(function () {
    if (process.platform === "win32") skip(this, "the recorded cargo is a script");
    project = new OpenvmProject();
  });
  after(async () => {
    await clearNotifications();
    project?.dispose();
  });

  it("builds, runs and proves as a task, with one value on the command line", async () => {
    const guest = "fib-guest";
    assert.equal(await run("cyclelens.cargoOpenvm", { step: "build", guest }), 0);
    assert.equal(
      await run("cyclelens.cargoOpenvm", {
        step: "run",
        guest,
        mode: "meter",
        input: [{ words: "1 0x100" }],
      }),
      0,
    );
    assert.equal(await run("cyclelens.cargoOpenvm", { step: "prove app", guest, input: null }), 0);
    const manifest = path.join(project.folder, "guest", "Cargo.toml");
    const common = ["--manifest-path", manifest, "--bin", guest];
    assert.deepEqual(
      project.calls().map(({ words }) => words),
      [
        ["openvm", "build", ...common],
        ["openvm", "run", ...common, "--mode", "meter", "--input", "0x020100000000010000"],
        ["openvm", "prove", "app", ...common],
      ],
    );
  });

  it("several values become the JSON file of the tool", async () => {
    await run("cyclelens.cargoOpenvm", {
      step: "run",
      guest: "fib-guest",
      input: [{ bytes: "a0 86" }, { text: "hé" }],
    });
    const words = project.calls().at(-1)?.words ?? [];
    const file = words[words.indexOf("--input") + 1] ?? "";
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { input: ["0x01a086", "0x0168c3a9"] });
  });

  it("the input is put together value by value", async function () {
    needsUi(this);
    const asked = run("cyclelens.cargoOpenvm", { step: "run", guest: "fib-guest" });
    const pick = (hasText: string) => ui.click({ selector: ".quick-input-list .monaco-list-row", hasText });
    await pick("Add numbers of 32 bits");
    await ui.waitFor({ selector: ".quick-input-widget", hasText: "each below 2^32" });
    await ui.type("7");
    await ui.press("Enter");
    await ui.waitFor({ selector: ".quick-input-list .monaco-list-row", hasText: "Use these" });
    await pick("Use these");
    await asked;
    // Behind what was remembered.
    const file = project.calls().at(-1)?.words.at(-1) ?? "";
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
      input: ["0x01a086", "0x0168c3a9", "0x0207000000"],
    });
  });
});
