// Two recorded runs of the sample guest, before and after an edit, compared in the editor: no tool is needed.
import * as assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { lineCost } from "../../comparePair";
import { ComparePair } from "../support/compare";
import { heldRun } from "../support/engines";
import { writeInput } from "../support/input";
import { skip } from "../support/skip";
import { needsUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { clearNotifications, notified, treeTexts } from "../support/views";
import { closeEditors, guestFile, openSource, runFolders } from "../support/workspace";

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const figure = async (line: number) =>
  (await ui.editorLines()).find((each) => each.line === line)?.after ?? "";
const colorAt = async (line: number) => (await ui.editorLines()).find((each) => each.line === line)?.color;
const plain = (text: string) => text.replace(/\u00a0/g, " ").trim();
/** `+1,234,567` as an editor shows it: three digits and a letter. */
const short = (count: number) => {
  const sign = count < 0 ? "-" : "+";
  const size = Math.abs(count);
  const [by, unit] = size >= 1e6 ? [1e6, " M"] : size >= 1e3 ? [1e3, " K"] : [1, ""];
  const value = size / by;
  const digits = unit === "" ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${sign}${value.toFixed(digits)}${unit}`;
};
const percent = (base: number, next: number) => {
  const share = (100 * (next - base)) / base;
  return `${share > 0 ? "+" : ""}${share.toFixed(1)} %`;
};
const statusText = async () =>
  (await ui.text({ selector: "#cyclelens\\.cyclelens\\.cyclelens\\.status" })).join();

describe("comparing runs", function () {
  let pair: ComparePair;
  const item = (side: "before" | "after") => ({
    kind: "run",
    folder: pair.folders[side],
    id: pair.folders[side].split(/[\\/]/).at(-1),
    guest: "sample-guest",
    machine: "zisk",
    startedAt: side === "before" ? "2025-01-19T09:12:05.000Z" : "2025-01-20T14:03:41.000Z",
  });

  before(async function () {
    needsUi(this);
    await run("cyclelens.clear");
    pair = new ComparePair();
    await run("cyclelens.runs.open", item("after"));
  });
  after(async () => {
    await run("cyclelens.clearComparison");
    await run("cyclelens.clear");
    pair.dispose();
    await run("cyclelens.runs.refresh");
    await closeEditors();
    await clearNotifications();
  });

  it("a run is starred, and the open one compared with it: the status bar says by how much", async () => {
    assert.equal(await run("cyclelens.setBaseline", item("before")), "baseline");
    const { base, next } = pair;
    const expected = `Δ ${percent(base.totals["variable"]!, next.totals["variable"]!)} better`;
    await until(async () => (await statusText()).includes(expected), `the status bar: ${expected}`);
    await eventually(async () => {
      const runs = await treeTexts("runs");
      assert.ok(
        runs.some((text) => /★ .*3f2c9d1.*baseline/.test(text)),
        runs.join(" | "),
      );
      assert.ok(
        runs.some((text) => /▼ -2\.2 % better.*b81d64a\*/.test(text)),
        runs.join(" | "),
      );
    });
  });

  it("lines say what changed, with sign, figure and word, in the colours of the theme", async () => {
    await openSource("merkle.rs", 18);
    const { base, next } = pair;
    const [from, to] = [
      lineCost(base, "src/merkle.rs", 19, "total"),
      lineCost(next, "src/merkle.rs", 22, "total"),
    ];
    const text = `▼ ${short(to - from)} ${percent(from, to)} better`;
    await until(
      async () =>
        plain(await figure(22))
          .replace(/ +/g, " ")
          .startsWith(text),
      `after line 22: ${text}`,
    );
    const better = await colorAt(22);
    await openSource("sort.rs", 9);
    const added = `▲ ${short(lineCost(next, "src/sort.rs", 13))} new`;
    await until(
      async () =>
        plain(await figure(13))
          .replace(/ +/g, " ")
          .startsWith(added),
      `after line 13: ${added}`,
    );
    const worse = await colorAt(13);
    assert.notEqual(worse, better, "worse and better differ in colour too");
  });

  it("lenses carry the change of their function", async () => {
    const { document } = await openSource("merkle.rs", 18);
    const lenses = async ({ uri }: vscode.TextDocument) => {
      const found = await run<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
      return found.map((lens) => lens.command?.title ?? "");
    };
    const changed = (title: string) => / · Δ -0\.6 % better$/.test(title);
    await until(async () => (await lenses(document)).some(changed), "the lens");
    const sort = await openSource("sort.rs", 2);
    await eventually(async () => assert.match((await lenses(sort.document))[0] ?? "", / · Δ new$/));
  });

  it("a hover has base, now and change as a table", async () => {
    const { document } = await openSource("merkle.rs", 18);
    const found = await run<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(17, 4),
    );
    const text = found.flatMap((each) => each.contents as vscode.MarkdownString[]).map(({ value }) => value);
    assert.match(text.join("\n"), /\| self \| 4,154,014 \| 811,478 \| -3,342,536 \| -80\.5 % better \|/);
  });

  it("the side bar has the changes and sorts by them; what is gone is listed", async () => {
    await run("cyclelens.compare.sortByChange");
    await eventually(async () => {
      const hot = await treeTexts("hot");
      assert.match(hot[0] ?? "", /sort::insertion_sort ?-19\.1 M gone$/);
      assert.match(hot[1] ?? "", /sort::shell_sort ?\+6\.25 M new/);
      assert.match(hot[2] ?? "", /merkle::level ?-80\.5 % better/);
    });
    await eventually(async () => assert.match((await treeTexts("callTree"))[0] ?? "", /-2\.2 % better/));
    await run("cyclelens.compare.sortByCost");
    await until(async () => (await treeTexts("hot"))[0]?.includes("sha256::compress"), "by cost again");
  });

  it("the flame graph is drawn of both runs, with what is new hatched and what is gone listed", async () => {
    await closeEditors();
    await run("cyclelens.showFlameGraph");
    const frames = { webview: 0, selector: "g[data-change]" };
    await ui.waitFor({ ...frames, timeout: 30_000 });
    await eventually(async () => {
      const kinds = await ui.attributes(frames, "data-change");
      assert.ok(
        kinds.some((kind) => kind?.startsWith("better")),
        kinds.join(),
      );
      const labels = await ui.attributes(frames, "aria-label");
      assert.ok(
        labels.some((label) => /sort::shell_sort, ▲ new/.test(label ?? "")),
        labels.join(" | "),
      );
      const gone = await ui.text({ webview: 0, selector: "details.gone tbody tr" });
      assert.ok(
        gone.some((text) => /insertion_sort\s+sample_guest::run\s+19\.1 M/.test(text)),
        gone.join(" | "),
      );
    });
    await ui.click({ webview: 0, selector: ".toolbar button", hasText: "Inverted" });
    await until(async () => {
      const inverted = await ui.attributes(frames, "aria-label");
      return inverted.some((label) => /sha256::compress, ▼ -5\.86 K better/.test(label ?? ""));
    }, "the inverted graph");
  });

  it("the history of the guest is a chart and a table; a function has its own", async () => {
    await closeEditors();
    await run("cyclelens.showHistory", item("after"));
    await ui.waitFor({ webview: 0, selector: "svg[role=img]", timeout: 30_000 });
    // Other suites may have left runs of the same guest, later than these.
    await eventually(async () => {
      const texts = await ui.text({ webview: 0, selector: "tbody tr" });
      const rows = texts.map((text) => text.replace(/\s+/g, " "));
      assert.match(rows.at(-2) ?? "", /b81d64a\* 705 M ▼ -2\.2 % better ok Open/);
      assert.match(rows.at(-1) ?? "", /★ baseline 3f2c9d1 721 M ok Open/);
      const kinds = await ui.attributes({ webview: 0, selector: ".mark" }, "data-kind");
      assert.deepEqual(kinds.slice(0, 2), ["same", "better"]);
    });
    const functions = await until(async () => {
      const names = await ui.attributes({ webview: 0, selector: "option" }, "value");
      return names.length > 5 && names;
    }, "functions to choose from");
    assert.ok(functions.includes("sample_guest::sha256::compress"), functions.join());
  });

  it("Compare With… takes any run as the base, and Clear Comparison ends it", async () => {
    await closeEditors();
    const summary = await run<{ base: { folder: string } }>("cyclelens.compareWith", item("before"), {
      files: [pair.folders.after],
    });
    assert.equal(summary!.base.folder, pair.folders.after);
    await until(async () => / Δ \+2\.2 % worse/.test(await statusText()), "the other way round");
    await run("cyclelens.clearComparison");
    await until(async () => !(await statusText()).includes("Δ"), "no change in the status bar");
  });

  it("two runs are compared while a profile is taken: both are as they were asked for, and the new run is the one that is shown then", async function () {
    if (process.platform !== "linux") skip(this, "holds the run by its process under /proc");
    await closeEditors();
    await run("cyclelens.runs.open", item("before"));
    const settings = vscode.workspace.getConfiguration("cyclelens");
    await settings.update("zisk.engine", "embedded", vscode.ConfigurationTarget.Workspace);
    const filed = new Set(runFolders());
    let letGo = (): void => undefined;
    let profiled: Thenable<{ folder: string } | undefined> | undefined;
    try {
      // Long enough to be seen, and held until everything beside it has been looked at.
      const input = writeInput("compared.bin", 1, 8000);
      profiled = run<{ folder: string }>("cyclelens.profileZisk", { guest: "sample-guest", input });
      letGo = await heldRun(input);
      const summary = await run<{ base: { folder: string } }>("cyclelens.compareWith", item("after"), {
        files: [pair.folders.before],
      });
      assert.equal(summary!.base.folder, pair.folders.before);
      await openSource("merkle.rs", 18);
      const during = await until(
        async () => (await figure(22)).includes("better") && figure(22),
        "Δ of the pair",
      );
      assert.match(during, /-80\.8 % better/);
      const held = await statusText();
      assert.match(held, /\S/);
      assert.doesNotMatch(held, /Δ|\bcost\b/, "how far the run is, no figure of a profile");
      letGo();
      const { folder } = (await profiled)!;
      assert.deepEqual(
        runFolders().filter((each) => !filed.has(each)),
        [folder],
        "one run more, and whole",
      );
      await until(async () => /Δ \+[\d.,]+ % worse/.test(await statusText()), "the new run against the base");
      await until(async () => !(await figure(22)).includes("-80.8 %"), "no change of the pair after a line");
      await eventually(async () => {
        const hot = (await treeTexts("hot")).join(" | ");
        assert.match(hot, /% worse/, "changes of the new run");
        assert.ok(!hot.includes("-80.5 %"), hot);
      });
    } finally {
      letGo();
      await profiled;
      await settings.update("zisk.engine", undefined, vscode.ConfigurationTarget.Workspace);
      await run("cyclelens.clearComparison");
      await run("cyclelens.runs.open", item("after"));
    }
  });

  it("a star that another window or the command line takes or gives is seen", async () => {
    await run("cyclelens.runs.open", item("after"));
    await run("cyclelens.setBaseline", item("before"));
    await until(async () => (await statusText()).includes("Δ"), "the change in the status bar");
    const file = guestFile(".cyclelens", "baselines.json");
    const stars = readFileSync(file, "utf8");
    writeFileSync(file, '{"baselines":{}}');
    await until(async () => !(await statusText()).includes("Δ"), "no change without a star");
    await until(async () => !(await treeTexts("runs")).some((text) => text.includes("★")), "no star");
    writeFileSync(file, stars);
    await until(async () => / Δ -2\.2 % better/.test(await statusText()), "the change again");
    await until(async () => (await treeTexts("runs")).some((text) => text.includes("★")), "the star again");
    await run("cyclelens.clearComparison");
  });

  it("a base that was deleted meanwhile: lines, lists and status bar of the run opened again are the plain ones, and it is said", async () => {
    await run("cyclelens.compareWith", item("after"), { files: [pair.folders.before] });
    await until(async () => (await statusText()).includes("Δ"), "the change in the status bar");
    await openSource("merkle.rs", 18);
    await until(async () => /better/.test(await figure(22)), "the change after a line");
    const kept = `${pair.folders.before}-kept`;
    renameSync(pair.folders.before, kept);
    try {
      await run("cyclelens.clear");
      await clearNotifications();
      await run("cyclelens.runs.open", item("after"));
      await notified(/which was to be compared with, does not exist any more/);
      const changed = async () => (await ui.editorLines()).filter(({ after }) => /better|worse/.test(after));
      await eventually(async () => assert.deepEqual(await changed(), []));
      await openSource("sha256.rs", 52);
      await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("%")), "figures");
      assert.deepEqual(await changed(), []);
      await eventually(async () => assert.doesNotMatch(await statusText(), /Δ|^$/));
    } finally {
      renameSync(kept, pair.folders.before);
      await run("cyclelens.clearComparison");
      await clearNotifications();
    }
  });

  it("a run that is gone is refused in one sentence with a way out", async () => {
    await clearNotifications();
    await run("cyclelens.compareWith", item("after"), { files: [`${pair.folders.before}-gone`] });
    await notified(/does not exist/);
    await clearNotifications();
  });
});
