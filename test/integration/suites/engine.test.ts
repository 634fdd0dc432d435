// A Rust guest profiled with nothing installed: no ziskemu, no cargo, an empty PATH. The truth is the recorded run of
// the real ziskemu on the same ELF and input.
import * as assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { gunzipSync } from "node:zlib";
import { engines } from "../support/engines";
import { writeInput } from "../support/input";
import { recorded } from "../support/recorded";
import { skip } from "../support/skip";
import { Sp1Project } from "../support/sp1";
import { TaskLog } from "../support/tasks";
import { hasUi, needsUi, ui } from "../support/ui";
import { until } from "../support/until";
import { clearNotifications, notified } from "../support/views";
import { closeEditors, guestFile, noZiskemu, openSource, ziskemu } from "../support/workspace";

const run = <T = unknown>(command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<T>(command, ...args);
const settings = () => vscode.workspace.getConfiguration("cyclelens");

interface Line {
  readonly file: string;
  readonly line: number;
  readonly self: { readonly cost: number; readonly steps: number };
  readonly parts: { readonly main: number; readonly opcodes: number; precompiles: number; memory: number };
}
interface StoredTree {
  readonly frames: { readonly name: readonly string[]; readonly inlined: readonly number[] };
  readonly frame: readonly number[];
  readonly self: { readonly cost: readonly number[] };
}
interface StoredProfile {
  readonly callTree: StoredTree;
  readonly inlinedTree: StoredTree;
  readonly engine: { readonly name: string };
  readonly outcome: { readonly status: string };
  readonly totals: Readonly<Record<string, number>>;
  readonly lines: readonly Line[];
}

function stored(folder: string): StoredProfile {
  return JSON.parse(
    gunzipSync(readFileSync(path.join(folder, "profile.json.gz"))).toString(),
  ) as StoredProfile;
}

/** A total of the recorded report: `STEPS  6,550,763`, `TOTAL  1,006,071,343`. */
function recordedTotal(name: string): number {
  const found = new RegExp(`^${name}\\s+([\\d,]+)`, "m").exec(readFileSync(recorded("stdout.txt"), "utf8"));
  assert.ok(found, `no ${name} in the recorded report`);
  return Number(found[1]!.replaceAll(",", ""));
}

async function hoverText(uri: vscode.Uri, at: vscode.Position): Promise<string> {
  const hovers = await run<vscode.Hover[]>("vscode.executeHoverProvider", uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((c) => (typeof c === "string" ? c : c.value)))
    .join("\n")
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

const separated = (value: number) => value.toLocaleString("en-US");

describe("with no toolchain at all", function () {
  this.timeout(120_000);
  let earlier: readonly string[] = [];
  const before_ = { PATH: process.env.PATH, HOME: process.env.HOME };
  let home: string;
  let tasks: TaskLog;
  let named: string | undefined;
  let profile: StoredProfile;

  before(async () => {
    home = mkdtempSync(path.join(tmpdir(), "cyclelens-home-"));
    process.env.PATH = home;
    process.env.HOME = home;
    named = settings().inspect<string>("zisk.ziskemuPath")?.globalValue;
    await settings().update("zisk.ziskemuPath", undefined, vscode.ConfigurationTarget.Global);
    earlier = allRuns();
    await run("cyclelens.clear");
    await clearNotifications();
  });
  beforeEach(() => {
    tasks = new TaskLog();
  });
  afterEach(() => tasks.dispose());
  after(async () => {
    Object.assign(process.env, before_);
    await settings().update("zisk.ziskemuPath", named, vscode.ConfigurationTarget.Global);
    rmSync(home, { recursive: true, force: true });
    await closeEditors();
    await run("cyclelens.clear");
  });

  it("profiles a compiled guest in the embedded engine, as a task, and says so", async () => {
    const elf = guestFile("sample-guest.elf.gz");
    await run("cyclelens.profileElf", { elf, input: guestFile("input.bin") });
    assert.deepEqual(tasks.exitCodes(), [["profile", 0]]);
    const folders = newRuns();
    assert.equal(folders.length, 1);
    profile = stored(folders[0]!);
    assert.equal(profile.engine.name, "cyclelens");
    assert.equal(profile.outcome.status, "ok");
  });

  it("its input is changed from the palette: an ELF of no package stands among the guests", async function () {
    needsUi(this);
    const rows = ".quick-input-list .monaco-list-row";
    await ui.palette("CycleLens: Choose Guest Input…");
    await ui.waitFor({ selector: rows, hasText: "Another ELF…" });
    const [first = ""] = await ui.text({ selector: rows });
    // What was run last stands on top.
    assert.match(first, /sample-guest\.elf\.gz/);
    await ui.screenshot("choose-input-of-an-elf");
    await ui.click({ selector: rows, hasText: "sample-guest.elf.gz" });
    await ui.waitFor({ selector: rows, hasText: "No input" });
    await ui.screenshot("choose-input-of-an-elf-2");
    await ui.press("Escape");
    await ui.waitFor({ selector: ".quick-input-widget", state: "hidden" });
  });

  it("to the unit as the real ziskemu does", () => {
    assert.equal(profile.totals["steps"], recordedTotal("STEPS"));
    assert.equal(profile.totals["total"], recordedTotal("TOTAL"));
  });

  it("shows the exact cost after the line", async function () {
    needsUi(this);
    await run("workbench.action.closePanel");
    const { document } = await openSource("sha256.rs", 50);
    const shown = await until(async () => {
      const lines = (await ui.editorLines()).filter(({ after }) => after.includes("% "));
      return lines.length > 5 && lines;
    }, "figures");
    for (const { after } of shown) assert.match(after, /cost( inlined)?$/);
    const whole = profile.totals["variable"]!;
    const costs = new Map(linesOf("src/sha256.rs").map((one) => [one.line, one.self.cost]));
    const own = shown.filter(({ after }) => !after.endsWith("inlined"));
    assert.ok(own.length > 2, JSON.stringify(shown));
    for (const { line, after } of own)
      assert.ok(
        after.includes(`${((100 * (costs.get(line) ?? NaN)) / whole).toFixed(1)} %`),
        `${line}: ${after}`,
      );
    assert.ok(document.lineCount > 90);
  });

  it("explains it in the hover: main, opcodes, precompiles, memory", async () => {
    const { document } = await openSource("sha256.rs", 50);
    for (const { line, self, parts } of linesOf("src/sha256.rs").slice(0, 40)) {
      const end = document.lineAt(line - 1).range.end;
      const text = await hoverText(document.uri, end);
      assert.ok(text.includes(separated(self.cost)), `line ${line}: ${self.cost} in ${text}`);
      for (const part of [parts.main, parts.opcodes, parts.memory])
        if (part > 0) assert.ok(text.includes(separated(part)), `line ${line}: ${part} in ${text}`);
      assert.equal(parts.main + parts.opcodes + parts.precompiles + parts.memory, self.cost);
      assert.match(text, /embedded engine/);
    }
  });

  it("shows the cost of each instruction in the disassembly", async () => {
    const { document } = await openSource("sha256.rs");
    const at = document.getText().slice(0, document.getText().indexOf("fn compress")).split("\n").length - 1;
    const editor = await openSource("sha256.rs", at);
    editor.selection = new vscode.Selection(at + 8, 0, at + 8, 0);
    await run("cyclelens.showDisassembly");
    const shown = await until(
      () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme.startsWith("cyclelens")),
      "the disassembly",
    );
    const text = shown.getText();
    assert.match(text, /address +count +share +cost +steps +instruction/);
    const rows = [...text.matchAll(/^ +[0-9a-f]{8} +([\d,]+) +[\d.<%,\s]*% +([\d,]+) +([\d,]+)/gm)];
    assert.ok(rows.length > 1, text);
    for (const [, , cost, steps] of rows)
      assert.ok(
        Number(cost!.replaceAll(",", "")) >= 62 * Number(steps!.replaceAll(",", "")),
        rows.join("\n"),
      );
  });

  it("draws inlined functions in the flame graph, with the same cost in all", async function () {
    const sum = ({ self }: StoredTree): number => self.cost.reduce((a, b) => a + b, 0);
    assert.equal(sum(profile.inlinedTree), sum(profile.callTree));
    needsUi(this);
    await run("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    assert.equal(await ui.count({ webview: 0, selector: "g[data-inlined]" }), 0);
    await ui.click({ webview: 0, selector: "button", hasText: "Inlined functions" });
    await ui.waitFor({ webview: 0, selector: "g[data-inlined]" });
    const { frames, frame, self } = profile.inlinedTree;
    assert.ok(frame.some((at, node) => frames.inlined[at] === 1 && self.cost[node]! > 0));
    await closeEditors();
  });

  it("runs a compiled SP1 guest too, without any host; one that fails has a profile up to there", async () => {
    const project = new Sp1Project();
    try {
      await run("cyclelens.profileElf", { elf: project.elf, input: null });
      assert.deepEqual(tasks.exitCodes(), [["profile", 5]]);
      const folder = allRuns().find((name) => name.includes("-sp1-"));
      const kept = stored(folder!);
      assert.equal(kept.outcome.status, "guest-error");
      assert.ok(kept.totals["cycles"]! > 1000 && kept.lines.length > 10);
      if (hasUi) await notified(/input stream/);
    } finally {
      project.dispose();
    }
  });

  it("stops at once, and keeps what it has counted until then", async function () {
    if (process.platform !== "linux") this.skip();
    const input = writeInput("endless.bin", 3, 200_000);
    const done = run("cyclelens.profileElf", { elf: guestFile("sample-guest.elf.gz"), input });
    await until(() => engines(input).length > 0, "a running engine", 30_000);
    if (hasUi) await ui.waitFor({ selector: ".statusbar-item", hasText: "Msteps/s" });
    await run("cyclelens.stop");
    await done;
    await until(() => engines(input).length === 0, "no engine any more");
    const [newest] = newRuns().sort().reverse();
    const kept = stored(newest!);
    assert.equal(kept.outcome.status, "cancelled");
    assert.ok(kept.totals["steps"]! > 1000);
    if (hasUi) await notified(/not of a whole run/);
  });

  function linesOf(file: string): Line[] {
    return profile.lines.filter((line) => line.file.endsWith(file) && line.self.cost > 0);
  }

  /** Runs of the sample guest's ELF since this suite began. */
  function newRuns(): string[] {
    return allRuns().filter(
      (folder) => path.basename(folder).includes("sample-guest") && !earlier.includes(folder),
    );
  }

  /** An ELF's runs stand in the workspace. */
  function allRuns(): string[] {
    const runs = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, ".cyclelens", "runs");
    if (!existsSync(runs)) return [];
    return readdirSync(runs)
      .filter((name) => !name.startsWith("."))
      .map((name) => path.join(runs, name));
  }
});

describe("with ziskemu installed", function () {
  this.timeout(120_000);
  before(function () {
    if (!ziskemu) skip(this, noZiskemu);
  });

  it("both engines say the same of the sample guest", async () => {
    const elf = guestFile("sample-guest.elf.gz");
    const checked = await run<{ agree: boolean; differences: readonly string[] }>("cyclelens.verifyEngine", {
      elf,
      input: guestFile("input.bin"),
    });
    assert.deepEqual(checked, { agree: true, differences: [] });
    if (hasUi) await notified(/agree to the unit/);
  });
});
