// The metrics view: which files it takes, what it shows, what it compares with, and what comes back.
import * as assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import * as vscode from "vscode";
import { metricsFile } from "../support/metrics";
import { serverPids } from "../support/serverPids";
import { skip } from "../support/skip";
import { needsUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { clearNotifications, treeTexts } from "../support/views";
import { closeEditors, guestFile } from "../support/workspace";

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const tab = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
const texts = (selector: string) => ui.text({ webview: 0, selector });
const flat = (all: readonly string[]) => all.map((text) => text.replace(/\s+/g, " ").trim());
const rows = async () => flat(await texts(".scroll tbody tr"));
const cards = async () => flat(await texts(".card"));

describe("OpenVM metrics", () => {
  let crash: string;
  let leaving: string;

  before(async () => {
    // Long before they go: a busy watcher takes a file that comes and goes for one that never was.
    crash = metricsFile("metrics-2.0.json", "crash-metrics.json");
    leaving = metricsFile("metrics-1.5.json", "leaving-metrics.json");
    await vscode.extensions.getExtension("cyclelens.cyclelens")!.activate();
  });
  beforeEach(clearNotifications);
  afterEach(closeEditors);

  it("a file of metrics opens as a view by its name and content: totals, phases, groups", async function () {
    needsUi(this);
    await run("vscode.open", vscode.Uri.file(metricsFile("metrics-2.0.json")));
    await eventually(() => {
      const input = tab();
      assert.ok(input instanceof vscode.TabInputCustom, "not as text");
      assert.equal(input.viewType, "cyclelens.metrics");
    });
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr" });
    await eventually(async () => {
      assert.equal((await cards())[0], "Proof time, one after another 3.72 s");
      assert.match(
        (await rows())[0] ?? "",
        /^app_proof Application 0\.71 s 19\.2 % 0\.32 s 0\.32 s 3 950,321/,
      );
      assert.ok(flat(await texts(".pipeline tbody tr")).includes("Key generation 318 ms 7.8 %"));
    });
    await ui.click({ webview: 0, selector: "[role=tab]", hasText: "AIRs" });
    await until(async () => (await rows())[0]?.includes("Poseidon2Air"), "AIRs, the largest first");
    await run("cyclelens.openMetrics", metricsFile("metrics-2.0.json"));
    assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, 1, "the same tab");
  });

  it("another JSON of such a name is shown as text", async function () {
    needsUi(this);
    const file = guestFile("web-metrics.json");
    writeFileSync(file, `{"counter": {"requests": 3}}\n`);
    await run("vscode.open", vscode.Uri.file(file));
    const input = await until(() => {
      const now = tab();
      return now instanceof vscode.TabInputText && now;
    }, "a text editor");
    assert.equal(input.uri.fsPath, file);
    await until(() => vscode.window.tabGroups.activeTabGroup.tabs.length === 1, "one tab");
    const plain = guestFile("package.json");
    writeFileSync(plain, `{"name": "metrics"}\n`);
    await run("vscode.open", vscode.Uri.file(plain));
    await until(() => (tab() as vscode.TabInputText).uri.fsPath === plain, "no view takes every JSON");
  });

  it("compares with another file: signed and worded changes, new and gone rows; remembered", async function () {
    needsUi(this);
    const file = metricsFile("metrics-2.0.json");
    const previous = metricsFile("metrics-2.0-before.json", "before.json");
    await run("cyclelens.openMetrics", { file, previous });
    await ui.waitFor({ webview: 0, selector: ".change" });
    await eventually(async () => {
      assert.ok((await cards()).includes("Cells 65.0 M -35.4 % better"), (await cards()).join(" | "));
      const shown = await rows();
      assert.match(shown[0] ?? "", /^app_proof Application 0\.71 s 19\.2 % -4\.3 % better/);
      assert.ok(shown.some((row) => row.startsWith("halo2_outer new")));
      assert.ok(shown.some((row) => row.startsWith("internal_recursive.1 gone")));
    });
    await closeEditors();
    await run("cyclelens.openMetrics", file);
    await ui.waitFor({ webview: 0, selector: ".told", hasText: "Compared with before.json" });
    await ui.click({ webview: 0, selector: "button", hasText: "End Comparison" });
    await until(async () => (await ui.count({ webview: 0, selector: ".card .change" })) === 0, "no change");
  });

  it("follows the file: half of it keeps what is on screen and says so, the whole comes back", async function () {
    needsUi(this);
    const file = metricsFile("metrics-1.5.json", "growing-metrics.json");
    const whole = readFileSync(file, "utf8");
    await run("cyclelens.openMetrics", file);
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr", hasText: "app_proof" });
    truncateSync(file, Math.floor(whole.length / 2));
    await ui.waitFor({ webview: 0, selector: ".problem", hasText: "ends in the middle" });
    assert.ok((await rows()).length > 0);
    writeFileSync(file, "");
    appendFileSync(file, whole);
    await ui.waitFor({ webview: 0, selector: ".problem", state: "hidden" });
  });

  it("a file that goes away is said, and what is on screen stays; a new one of its name is shown", async function () {
    needsUi(this);
    // At the second try the first one's file has gone.
    const file = existsSync(leaving) ? leaving : metricsFile("metrics-1.5.json", "leaving-metrics.json");
    await run("cyclelens.openMetrics", file);
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr", hasText: "app_proof" });
    rmSync(file);
    await ui.waitFor({ webview: 0, selector: ".problem", hasText: "leaving-metrics.json" });
    assert.match((await texts(".problem"))[0]!, /does not exist|is not there|no such file/i);
    assert.ok((await rows()).length > 0);
    copyFileSync(metricsFile("metrics-2.0.json", "next.json"), file);
    await ui.waitFor({ webview: 0, selector: ".problem", state: "hidden" });
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr", hasText: "internal_for_leaf" });
  });

  it("a server that dies is asked again once: without the file that ends in a message, with it in figures", async function () {
    needsUi(this);
    if (process.platform !== "linux") skip(this, "finds the server's process under /proc");
    const file = existsSync(crash) ? crash : metricsFile("metrics-2.0.json", "crash-metrics.json");
    await run("cyclelens.openMetrics", file);
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr", hasText: "app_proof" });
    rmSync(file);
    await ui.waitFor({ webview: 0, selector: ".problem", hasText: "crash-metrics.json" });
    const [server] = serverPids();
    process.kill(server!, "SIGKILL");
    await until(() => serverPids().some((pid) => pid !== server), "another server");
    await ui.click({ webview: 0, selector: "[role=tab]", hasText: "AIRs" });
    const painted = async () => (await ui.attributes({ webview: 0, selector: "main" }, "data-painted"))[0];
    await eventually(async () => {
      const before = await painted();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.equal(await painted(), before, "the view does not read the missing file over and over");
    });
    copyFileSync(metricsFile("metrics-2.0.json", "again.json"), file);
    await ui.waitFor({ webview: 0, selector: ".problem", state: "hidden" });
    await until(async () => (await rows())[0]?.includes("Poseidon2Air"), "the table that was asked for");
  });

  it("says why it cannot: an era that is not known, by its name; the version can be chosen", async function () {
    needsUi(this);
    const file = guestFile("preview-metrics.json");
    const entry = { labels: [["group", "app_proof"]], metric: "execute_pure_time_ms", value: "5" };
    writeFileSync(file, JSON.stringify({ counter: [], gauge: [entry] }));
    await run("vscode.open", vscode.Uri.file(file));
    await ui.waitFor({ webview: 0, selector: ".problem", hasText: "OpenVM 2.1.0-preview" });
    await run("cyclelens.openMetrics", { file, version: "2.0" });
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr", hasText: "app_proof" });
  });

  it("cells as hot list and flame graph", async function () {
    needsUi(this);
    await run("cyclelens.openMetrics", metricsFile("metrics-2.0.json"));
    await ui.waitFor({ webview: 0, selector: ".scroll tbody tr" });
    await ui.click({ webview: 0, selector: "button", hasText: "Flame Graph" });
    await until(async () => (await treeTexts("hot")).some((text) => text.includes("KeccakVmAir")), "AIRs");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    await run("cyclelens.clear");
  });
});
