// Not a test: arranges the windows that scripts/screenshots.mjs takes pictures of.
import * as vscode from "vscode";
import { ComparePair } from "../support/compare";
import { GuestCopy, noGuests, realGuest } from "../support/coverage";
import { OpenvmProject } from "../support/openvm";
import { metricsFile } from "../support/metrics";
import { openRecorded } from "../support/recorded";
import { skip } from "../support/skip";
import { ProverProject, Sp1Project } from "../support/sp1";
import { ui } from "../support/ui";
import { until } from "../support/until";
import { clearNotifications } from "../support/views";
import { guestFile, openSource, ziskemu } from "../support/workspace";

/** Height of the title bar, which in a test window says that it is one. */
const titleBar = 31;
const theme = process.env.CYCLELENS_SHOT_THEME!;
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

/** The pointer stands nowhere: no scrollbars, no lens in the colour of a link. */
const pointAway = () => ui.hover({ selector: ".part.titlebar" });

const guests = [realGuest("rsp/bin/client"), realGuest("ethrex/zisk/2026-04-02_52e4b64668")];

describe("screenshots", () => {
  it("takes them", async function () {
    this.timeout(180_000);
    await openSource("sha256.rs", 52);
    if (ziskemu) await run("cyclelens.profileZisk", { guest: "sample-guest", input: guestFile("input.bin") });
    else await openRecorded();
    await run("workbench.action.closePanel");
    await clearNotifications();
    await run("notifications.hideList");
    await run("cyclelens.hot.focus");
    await openSource("sha256.rs", 52);
    await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("%")), "figures");
    await ui.waitFor({ selector: ".codelens-decoration a", hasText: "%" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ui.screenshot(`${theme}-editor`, titleBar);
  });

  it("takes those of the embedded engine: what a line's cost is made of, its instructions, the flame graph with what was inlined", async function () {
    this.timeout(180_000);
    await run("workbench.action.closeAllEditors");
    const settings = vscode.workspace.getConfiguration("cyclelens");
    await settings.update("zisk.engine", "embedded", vscode.ConfigurationTarget.Workspace);
    const input = guestFile("input.bin");
    await run("cyclelens.profileElf", { elf: guestFile("sample-guest.elf.gz"), input });
    await settings.update("zisk.engine", undefined, vscode.ConfigurationTarget.Workspace);
    await run("workbench.action.closePanel");
    const editor = await openSource("sha256.rs", 69);
    editor.revealRange(new vscode.Range(63, 0, 63, 0), vscode.TextEditorRevealType.AtTop);
    await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("cost")), "figures");
    await run("cyclelens.showDisassembly");
    await run("workbench.action.moveEditorToBelowGroup");
    await run("workbench.action.focusFirstEditorGroup");
    const shown = await openSource("sha256.rs", 69);
    shown.revealRange(new vscode.Range(63, 0, 63, 0), vscode.TextEditorRevealType.AtTop);
    const end = shown.document.lineAt(69).range.end;
    shown.selection = new vscode.Selection(end, end);
    await clearNotifications();
    await run("notifications.hideList");
    await run("editor.action.showHover");
    await ui.waitFor({ selector: ".monaco-hover", hasText: "made of" });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await ui.screenshot(`${theme}-engine`, titleBar);
    await run("workbench.action.closeAllEditors");
    await run("cyclelens.showFlameGraph");
    const inlined = { webview: 0, selector: ".toolbar button", hasText: "Inlined functions" };
    await ui.waitFor({ ...inlined, timeout: 30_000 });
    await ui.click(inlined);
    await ui.waitFor({ webview: 0, selector: "g[data-row]", hasText: "big_sigma1", timeout: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ui.screenshot(`${theme}-flame`, titleBar);
    await run("workbench.action.closeAllEditors");
  });

  it("takes those of SP1 and of a prover's heap", async function () {
    this.timeout(180_000);
    const sp1 = new Sp1Project();
    await run("workbench.action.closeAllEditors");
    await run("cyclelens.openProfile", { files: [sp1.trace], elf: sp1.elf });
    await run("cyclelens.hot.focus");
    const source = await vscode.window.showTextDocument(vscode.Uri.file(sp1.source), { preview: false });
    source.revealRange(new vscode.Range(17, 0, 17, 0), vscode.TextEditorRevealType.AtTop);
    await ui.waitFor({ selector: ".codelens-decoration a", hasText: "cycles" });
    await run("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    await run("workbench.action.moveEditorToBelowGroup");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    await clearNotifications();
    await run("notifications.hideList");
    await pointAway();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await ui.screenshot(`${theme}-sp1`, titleBar);
    await run("workbench.action.closeAllEditors");
    sp1.dispose();

    const prover = new ProverProject();
    await run("cyclelens.openProfile", { files: [prover.dhat] });
    const fft = await vscode.window.showTextDocument(vscode.Uri.file(prover.source("fft.rs")), {
      preview: false,
    });
    fft.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
    await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("bytes")), "figures");
    await ui.waitFor({ selector: ".codelens-decoration a", hasText: "bytes" });
    await run("cyclelens.hot.focus");
    await clearNotifications();
    await run("notifications.hideList");
    await pointAway();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ui.screenshot(`${theme}-dhat`, titleBar);
    prover.dispose();
  });

  it("takes that of a metrics file, compared with the run before", async function () {
    this.timeout(180_000);
    await run("workbench.action.closeAllEditors");
    await run("workbench.action.closeSidebar");
    const previous = metricsFile("metrics-2.0-before.json", "before.json");
    await run("cyclelens.openMetrics", { file: metricsFile("metrics-2.0.json"), previous });
    await ui.waitFor({ webview: 0, selector: ".scroll .change", timeout: 30_000 });
    await clearNotifications();
    await run("notifications.hideList");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await pointAway();
    await ui.screenshot(`${theme}-openvm`, titleBar);
    await run("workbench.action.closeAllEditors");
    await run("workbench.action.toggleSidebarVisibility");
  });

  it("takes that of two runs compared: what changed in the source, in the lists and in the flame graph", async function () {
    this.timeout(180_000);
    await run("workbench.action.closeAllEditors");
    const pair = new ComparePair();
    await run("cyclelens.runs.refresh");
    await run("cyclelens.runs.open", { kind: "run", folder: pair.folders.after });
    await run("cyclelens.setBaseline", { folder: pair.folders.before });
    await run("cyclelens.compare.sortByChange");
    await run("cyclelens.hot.focus");
    const source = await openSource("merkle.rs", 0);
    source.revealRange(new vscode.Range(16, 0, 16, 0), vscode.TextEditorRevealType.AtTop);
    await until(
      async () => (await ui.editorLines()).some(({ after }) => after.includes("better")),
      "changes",
    );
    await ui.waitFor({ selector: ".codelens-decoration a", hasText: "Δ" });
    await run("cyclelens.showFlameGraph");
    await run("workbench.action.moveEditorToBelowGroup");
    for (let i = 0; i < 2; i++) await run("workbench.action.increaseViewHeight");
    source.revealRange(new vscode.Range(17, 0, 17, 0), vscode.TextEditorRevealType.AtTop);
    await ui.waitFor({ webview: 0, selector: "g[data-change]", timeout: 30_000 });
    await clearNotifications();
    await run("notifications.hideList");
    await pointAway();
    await new Promise((resolve) => setTimeout(resolve, 5500));
    await ui.screenshot(`${theme}-compare`, titleBar);
    await run("workbench.action.closeAllEditors");
    await run("cyclelens.clearComparison");
    pair.dispose();
  });

  it("takes those of patch coverage, of copies of real guests", async function () {
    this.timeout(180_000);
    if (guests.some((folder) => folder === null)) skip(this, noGuests);
    const [sp1, zisk] = guests.map(
      (folder, at) => new GuestCopy(folder!, "program", {}, at === 0 ? "rsp" : "ethrex"),
    );
    await run("workbench.action.closeAllEditors");
    await run("cyclelens.clear");
    await run("cyclelens.refreshCoverage");
    await run("cyclelens.runs.focus");
    for (const view of ["Runs", "Hot Functions", "Call Tree"]) {
      const header = `.pane-header[aria-expanded=true]:has(:text-is("${view}"))`;
      if ((await ui.count({ selector: header })) > 0) await ui.click({ selector: header });
    }
    await run("cyclelens.coverage.focus");
    const document = await vscode.workspace.openTextDocument(sp1!.manifest);
    const line = document
      .getText()
      .split("\n")
      .findIndex((text) => text.startsWith("bn ="));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(line, 1, line, 1);
    await ui.waitFor({ selector: ".squiggly-warning", timeout: 30_000 });
    await ui
      .click({ selector: ".pane-body [role=treeitem] .monaco-tl-twistie.collapsible", hasText: "" })
      .catch(() => null);
    await run("workbench.action.focusActiveEditorGroup");
    await run("editor.action.showHover");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await clearNotifications();
    await run("notifications.hideList");
    await ui.screenshot(`${theme}-coverage`, titleBar);
    await run("workbench.action.closeAllEditors");
    await run("workbench.action.closeSidebar");
    await run("cyclelens.showMatrix");
    const cell = { webview: 0, selector: "[role=gridcell][data-state=unknown]", hasText: "secp256k1" };
    await ui.waitFor({ ...cell, timeout: 30_000 });
    await ui.click(cell);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await pointAway();
    await ui.screenshot(`${theme}-matrix`, titleBar);
    sp1!.dispose();
    zisk!.dispose();
  });

  it("takes that of the form of an OpenVM benchmark", async function () {
    this.timeout(120_000);
    await run("workbench.action.closeAllEditors");
    const project = new OpenvmProject();
    try {
      await run("workbench.action.closeSidebar");
      await run("cyclelens.runOpenvmBenchmark");
      const field = (name: string) => ({ webview: 0, selector: `[data-field="${name}"] input` });
      await ui.waitFor({ webview: 0, selector: "h1" });
      await ui.fill(field("appLogBlowup"), "2");
      await ui.fill(field("maxSegmentLength"), "1048576");
      await ui.click(field("feature:aggregation"));
      await ui.waitFor({ webview: 0, selector: ".command", hasText: "aggregation" });
      await ui.click({ webview: 0, selector: "h1" });
      await clearNotifications();
      await run("notifications.hideList");
      await new Promise((resolve) => setTimeout(resolve, 500));
      await ui.screenshot(`${theme}-openvmRun`, titleBar);
    } finally {
      await run("workbench.action.closeAllEditors");
      await run("workbench.action.toggleSidebarVisibility");
      project.dispose();
    }
  });
});
