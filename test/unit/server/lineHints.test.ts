import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeProfile, openProfile } from "../../../src/protocol/requests";
import { TestEditor } from "./harness";

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly {
    readonly severity: number;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly message: string;
  }[];
}

const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens hints-"));
const source = path.join(folder, "src", "hash.rs");
const uri = pathToFileURL(source).href;
const text = ["fn load(bytes: &[u8]) -> u32 {", "    let low = bytes[0];", "    low as u32", "}", ""].join(
  "\n",
);
const profile = path.join(folder, "profile.json");
const lines = [
  {
    line: 2,
    cost: 5_000,
    parts: { main: 0, opcodes: 0, precompiles: 0, memory: 5_000 },
    extras: { reads1: 100, narrow: 4_500 },
    accesses: [
      ["ram stack aligned 8b read", 7, 77],
      ["ram no stack unaligned 1b read", 100, 4_800],
      ["ram stack aligned 8b write", 1, 18],
      ["ram no stack aligned 8b read", 3, 33],
      ["ram no stack aligned 8b write", 2, 36],
      ["rom aligned 8b read", 2, 22],
      ["input aligned 8b read", 1, 14],
    ].map(([name, count, cost]) => ({ class: name, count, cost })),
  },
  // Below a thousandth of the run: no dots.
  {
    line: 3,
    cost: 100,
    parts: { main: 55, opcodes: 0, precompiles: 0, memory: 45 },
    extras: { reads1: 1, narrow: 45 },
  },
];

let editor: TestEditor;

beforeAll(async () => {
  mkdirSync(path.dirname(source), { recursive: true });
  writeFileSync(source, text);
  writeFileSync(
    profile,
    JSON.stringify({
      schema: "cyclelens.profile/1",
      source: { format: "embedded", variant: null, files: [] },
      engine: { name: "cyclelens", version: "0.1.0" },
      exitCode: 0,
      outcome: { status: "ok", message: null },
      metrics: [{ id: "cost", unit: "cost" }],
      totals: { variable: 100_000 },
      functions: [],
      lines: lines.map(({ line, cost, ...others }) => ({
        file: source,
        line,
        self: { cost },
        total: { cost },
        ...others,
      })),
      warnings: [],
    }),
  );
  editor = await TestEditor.start(folder);
});
afterAll(() => {
  editor.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The next hints of the document after what `doing` caused. */
async function hintsAfter(doing: () => Promise<unknown>): Promise<Published["diagnostics"]> {
  const before = editor.notices.length;
  await doing();
  return expect
    .poll(() => published(before), { timeout: 60_000 })
    .not.toBeUndefined()
    .then(() => published(before)!.diagnostics);
}

function published(from: number): Published | undefined {
  return editor.notices
    .slice(from)
    .filter(({ method }) => method === "textDocument/publishDiagnostics")
    .map(({ params }) => params as Published)
    .find((params) => params.uri === uri);
}

it("narrow accesses are hints at their lines, with what they cost", async () => {
  await editor.show(uri, text);
  const hints = await hintsAfter(() => editor.ask(openProfile, { files: [profile] }));
  expect(hints.map(({ severity, range: { start }, message }) => ({ severity, start, message }))).toEqual([
    {
      severity: 4,
      start: { line: 1, character: 4 },
      message:
        "narrow or unaligned memory accesses cost 4,500 more than aligned ones of 8 bytes (4.5 % of the run)\n" +
        "memory: 100 reads of 1 byte",
    },
  ]);
});

it("the hover of such a line has its accesses by class, the costliest first, the small ones together", async () => {
  const hover = await editor.hover(uri, 1, 500);
  const rows = hover!.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.slice(rows.findIndex((line) => line.includes("memory accesses")))).toEqual([
    "| memory accesses | count | cost |",
    "| :-- | --: | --: |",
    "| ram no stack unaligned 1b read | 100 | 4,800 |",
    "| ram stack aligned 8b read | 7 | 77 |",
    "| ram no stack aligned 8b write | 2 | 36 |",
    "| ram no stack aligned 8b read | 3 | 33 |",
    "| rom aligned 8b read | 2 | 22 |",
    "| 2 other classes | 2 | 32 |",
  ]);
  expect(hover).toContain("- narrow or unaligned accesses cost 4,500 more");
  expect(hover).not.toContain("reads of 1 byte");
  expect(await editor.hover(uri, 2, 500)).not.toContain("memory accesses");
});

it("they move with the text, leave an edited line, and go with the decorations or the profile", async () => {
  const moved = await hintsAfter(() => editor.type(uri, 2, 0, 0, "// why\n"));
  expect(moved.map(({ range }) => range.start.line)).toEqual([2]);
  expect(await hintsAfter(() => editor.type(uri, 3, 2, 4, "/* now */ "))).toEqual([]);
  await hintsAfter(() => editor.ask(openProfile, { files: [profile] }).then(() => editor.show(uri, text)));
  const off = { decorations: { enabled: false } };
  expect(await hintsAfter(() => editor.settings(off))).toEqual([]);
  expect(await hintsAfter(() => editor.settings({}))).toHaveLength(1);
  expect(await hintsAfter(() => editor.ask(closeProfile, null))).toEqual([]);
});
