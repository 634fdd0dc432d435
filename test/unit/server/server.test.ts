import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  callTreeChildren,
  closeProfile,
  disassembly,
  exportProfile,
  findGuests,
  functionInfo,
  hotFunctions,
  lineCosts,
  openProfile,
  resolveSource,
  setMetric,
  type CallTreeItem,
  type ProfileSummary,
} from "../../../src/protocol/requests";
import { TestEditor } from "./harness";

/** A copy of the sample guest, so that files can be touched. */
const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens server-"));
const at = (...names: string[]): string => path.join(folder, ...names);
const uriOf = (file: string): string => pathToFileURL(file).href;
const files = ["stdout.txt", "stats.csv", "disasm.txt.gz", "ziskemu-profile.json.gz"].map((f) =>
  at("recorded", f),
);
const elf = at("sample-guest.elf.gz");
const sha256 = at("src", "sha256.rs");

let editor: TestEditor;
let summary: ProfileSummary;

beforeAll(async () => {
  cpSync(new URL("../../../sample/", import.meta.url), folder, { recursive: true });
  const built = new Date("2026-01-02");
  for (const name of ["main", "sha256", "merkle", "ledger", "matrix", "sort"])
    utimesSync(at("src", `${name}.rs`), new Date("2026-01-01"), new Date("2026-01-01"));
  utimesSync(elf, built, built);
  editor = await TestEditor.start(folder);
  summary = await editor.ask(openProfile, { files, elf });
});
afterAll(() => {
  editor.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("a profile with its ELF", () => {
  it("is summed up: totals, sources by heat, what it can show", () => {
    expect(summary).toMatchObject({
      title: "sample-guest",
      engine: "ziskemu 1.4.0-alpha",
      metric: "cost",
      hasLines: true,
      hasCallTree: true,
      outcome: { status: "ok" },
      folder: null,
    });
    expect(summary.totals["steps"]).toBe(6_550_763);
    expect(summary.files[0]).toBe(sha256);
  });

  it("lists hot functions: own ones, hottest self first, with their declaration", async () => {
    const hot = await editor.ask(hotFunctions, { filter: "", groupByCrate: false, limit: 3 });
    expect(hot.rows.map((r) => `${r.shortName} ${r.file}:${r.line}`)).toEqual([
      "sha256::compress src/sha256.rs:42",
      "sha256::schedule src/sha256.rs:67",
      "sort::insertion_sort src/sort.rs:3",
    ]);
    expect(hot.rows.every((r) => !r.library)).toBe(true);
    expect(hot.more).toBeGreaterThan(5);
    const filtered = await editor.ask(hotFunctions, { filter: "MATRIX", groupByCrate: false, limit: 99 });
    expect(filtered.rows.every((r) => r.name.includes("matrix"))).toBe(true);
    expect(filtered.rows.length).toBeGreaterThan(1);
  });

  it("opens the call tree from main down to the hash", async () => {
    let node: string | null = null;
    const names: string[] = [];
    for (let depth = 0; depth < 8; depth++) {
      const [hottest]: readonly CallTreeItem[] = await editor.ask(callTreeChildren, {
        direction: "top-down",
        node,
      });
      if (!hottest) break;
      names.push(hottest.shortName);
      node = hottest.node;
    }
    expect(names.join(" > ")).toContain("sha256::hash > sha256::compress > sha256::schedule");
  });

  it("says who calls a function and what it calls, with shares", async () => {
    const [compress] = (await editor.ask(hotFunctions, { filter: "compress", groupByCrate: false, limit: 1 }))
      .rows;
    const info = await editor.ask(functionInfo, { func: compress!.func });
    expect(info!.callers.map((c) => c.name)).toEqual(["sample_guest::sha256::hash"]);
    expect(info!.callers[0]!.share).toBeCloseTo(1);
    expect(info!.callees[0]).toMatchObject({ name: "sample_guest::sha256::schedule", calls: 1204 });
    expect(await editor.ask(functionInfo, { func: 1e9 })).toBeNull();
  });

  it("finds its sources and where a line is", async () => {
    expect(await editor.ask(resolveSource, { file: "src/sha256.rs", line: 42 })).toEqual({
      path: sha256,
      line: 42,
    });
    expect(await editor.ask(resolveSource, { file: "src/none.rs", line: 1 })).toEqual({
      path: null,
      line: 1,
    });
  });

  it("disassembles a function, and a line with what was inlined into it", async () => {
    const [compress] = (await editor.ask(hotFunctions, { filter: "compress", groupByCrate: false, limit: 1 }))
      .rows;
    const whole = await editor.ask(disassembly, { func: compress!.func });
    expect(whole.title).toBe("sample_guest::sha256::compress");
    expect(whole.text).toContain("src/sha256.rs:43");
    expect(whole.file.length).toBe(whole.text.split("\n").length);
    const line = await editor.ask(disassembly, { func: -1, at: { uri: uriOf(sha256), line: 50 } });
    expect(line.title).toBe("sha256.rs:51");
    expect(line.text.length).toBeLessThan(whole.text.length);
  });

  it.each(["json", "md", "csv", "folded", "speedscope", "text"])("exports %s", async (format) => {
    const { text, fileName } = await editor.ask(exportProfile, { format });
    expect(text).toContain("compress");
    expect(fileName).toMatch(/^sample-guest\./);
  });
});

describe("lines of a document", () => {
  it("carry exact steps, whatever metric is active: lines know no other", async () => {
    const costs = await editor.ask(lineCosts, { uri: uriOf(sha256) });
    expect(costs).toMatchObject({ metric: "steps", level: "lines", stale: false, whole: 6_550_763 });
    const hottest = [...costs.rows].sort((a, b) => b.self - a.self)[0]!;
    expect(hottest).toMatchObject({ line: 85, self: 385_280, total: 1_078_784 });
    expect(hottest.share).toBeCloseTo(0.0588, 3);
  });

  it("are none for a file that the profile does not know", async () => {
    const other = at("src", "other.rs");
    writeFileSync(other, "fn hash() {}\n");
    expect(await editor.ask(lineCosts, { uri: uriOf(other) })).toMatchObject({ level: "none", rows: [] });
    for (const uri of ["untitled:x", "file:///nowhere.rs", "https://a/b.rs", "", "file://server/share/a.rs"])
      expect((await editor.ask(lineCosts, { uri })).level).toBe("none");
  });

  it("move with unsaved edits and go where the text is another one", async () => {
    const uri = uriOf(at("src", "sort.rs"));
    const text = readFileSync(at("src", "sort.rs"), "utf8");
    const before = await editor.ask(lineCosts, { uri });
    await editor.show(uri, text);
    await editor.type(uri, 2, 0, 0, "// a comment\n\n");
    const hottest = before.rows.find((row) => row.self === 156_292)!;
    await editor.type(uri, 3, hottest.line + 2, 0, "/* edited */");
    const after = await editor.ask(lineCosts, { uri });
    expect(after.rows.map((row) => row.line)).toEqual(
      before.rows.filter((row) => row !== hottest).map((row) => row.line + 2),
    );
    expect(after.stale).toBe(true);
  });

  it("are from an older build where the file is newer than the ELF", async () => {
    const own = await TestEditor.start(folder);
    const file = at("src", "matrix.rs");
    utimesSync(file, new Date("2026-01-03"), new Date("2026-01-03"));
    await own.ask(openProfile, { files, elf });
    const costs = await own.ask(lineCosts, { uri: uriOf(file) });
    expect(costs.stale).toBe(true);
    expect(costs.rows.length).toBeGreaterThan(3);
    own.end();
  });
});

describe("lenses", () => {
  it("stand above functions with cost, the guest's entry point, and inlined ones", async () => {
    const main = uriOf(at("src", "main.rs"));
    await editor.show(main, readFileSync(at("src", "main.rs"), "utf8"));
    expect(await editor.lenses(main)).toEqual([
      "20 $(flame) Profile with ZisK",
      "20 $(flame) 100.0 % cost · 721 M total · 611 K self · 1 call",
    ]);
    await editor.show(uriOf(sha256), readFileSync(sha256, "utf8"));
    expect(await editor.lenses(uriOf(sha256))).toEqual([
      "17 $(flame) 95.0 % cost · 685 M total · 17.0 M self · 802 calls",
      "42 $(flame) 92.5 % cost · 667 M total · 414 M self · 1.20 K calls",
      "67 $(flame) 35.2 % cost · 253 M total · 250 M self · 1.20 K calls",
      "81 $(flame) 2.4 % steps · 154 K self · inlined",
      "85 $(flame) 5.9 % steps · 385 K self · inlined",
      "89 $(flame) 2.6 % steps · 173 K self · inlined",
      "93 $(flame) 2.6 % steps · 173 K self · inlined",
    ]);
  });

  it("have their figure apart from the icon in an editor that drops a plain blank there", async () => {
    const titles = await editor.rawLenses(uriOf(at("src", "main.rs")));
    expect(titles.map((title) => title.slice(0, 12))).toEqual(["20 $(flame)\u00a0", "20 $(flame)\u00a0"]);
  });

  it("keep their number and move along while a function is half typed", async () => {
    const uri = uriOf(sha256);
    const before = (await editor.lenses(uri)).length;
    await editor.type(uri, 2, 0, 0, "fn half(x: [u8; \n");
    const lenses = await editor.lenses(uri);
    expect(lenses.length).toBe(before);
    expect(lenses[0]).toMatch(/^18 /);
  });

  it("follow the metric and the setting, and are refreshed", async () => {
    const uri = uriOf(at("src", "main.rs"));
    const refreshes = editor.refreshes;
    await editor.ask(setMetric, { metric: "steps" });
    expect((await editor.lenses(uri))[1]).toBe(
      "20 $(flame) 100.0 % steps · 6.55 M total · 7.47 K self · 1 call",
    );
    await editor.ask(setMetric, { metric: "cost" });
    await editor.settings({ lenses: { enabled: false } });
    expect(await editor.lenses(uri)).toEqual([]);
    await editor.settings({ lenses: { enabled: true } });
    expect(editor.refreshes).toBeGreaterThan(refreshes);
  });
});

describe("hovers", () => {
  it("over a function's name say what its cost is made of, whom it calls, where it comes from", async () => {
    const uri = uriOf(at("src", "merkle.rs"));
    const lines = readFileSync(at("src", "merkle.rs"), "utf8").split("\n");
    const line = lines.findIndex((text) => text.includes("fn level"));
    const hover = await editor.hover(uri, line, lines[line]!.indexOf("level") + 2);
    expect(hover).toContain("| cost | 459,828,145 | 63.8 %");
    expect(hover).toMatch(/\| main \| [\d,]+ \| \d+\.\d % \|/);
    expect(hover).toMatch(/Opcodes: .+ \d+\.\d %/);
    expect(hover).toMatch(/Callees:\n- \[sha256&#58;&#58;hash\]\(command:cyclelens\.revealFunction\?/);
    expect(hover).toContain("ziskemu 1&#46;4&#46;0&#45;alpha");
  });

  it("past the end of a line with a figure say the exact numbers", async () => {
    const line = 85 + 1;
    const hover = await editor.hover(uriOf(sha256), line, 500);
    expect(hover).toContain("| this line | 385,280 | 5.9 % |");
    expect(hover).toContain("| with inlined code | 1,078,784 | 16.5 % |");
  });

  it("are none elsewhere", async () => {
    expect(await editor.hover(uriOf(sha256), 0, 0)).toBeNull();
    expect(await editor.hover(uriOf(sha256), 50, 6)).toBeNull();
  });
});

it("finds the guest of the folder", async () => {
  const [guest] = await editor.ask(findGuests, { folders: [folder] });
  expect(guest).toMatchObject({ machine: "zisk", manifestPath: at("Cargo.toml") });
});

describe("failures", () => {
  it.each([
    ["a file that is not there", { files: [at("none.txt")] }, "not-found"],
    ["no file", { files: [] }, "usage"],
    ["nonsense", { files: 7 }, "usage"],
    ["a folder that is no run", { files: [at("src")] }, "bad-input"],
    ["a source", { files: [at("src", "main.rs")] }, "bad-input"],
  ])("%s is said with a way out", async (_what, params, kind) => {
    const failure = await editor.raw("cyclelens/openProfile", params).catch((error: unknown) => error);
    expect(failure).toMatchObject({ data: { kind, hint: expect.stringMatching(/./) } });
  });

  it("without a profile there is nothing to ask for, and nothing to show", async () => {
    await editor.ask(closeProfile, {});
    const failure = await editor
      .ask(hotFunctions, { filter: "", groupByCrate: false, limit: 1 })
      .catch((e: unknown) => e);
    expect(failure).toMatchObject({ data: { kind: "not-found" } });
    expect((await editor.ask(lineCosts, { uri: uriOf(sha256) })).level).toBe("none");
    expect(await editor.lenses(uriOf(at("src", "main.rs")))).toEqual(["20 $(flame) Profile with ZisK"]);
  });
});
