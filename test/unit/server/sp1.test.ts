// An SP1 trace through the server: functions at their lines, the quirks of SP1's stack in the hover.
import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGuests, lineCosts, openProfile, type ProfileSummary } from "../../../src/protocol/requests";
import { formatNotes } from "../../../src/server/formatNotes";
import { findSp1Hosts } from "../../../src/toolchains/sp1Request";
import { TestEditor } from "./harness";

const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens sp1-"));
const at = (...names: string[]): string => path.join(folder, ...names);
const source = at("fib-calls/src/main.rs");
let editor: TestEditor;
let summary: ProfileSummary;

beforeAll(async () => {
  cpSync(new URL("../../fixtures/sp1Project/", import.meta.url), folder, { recursive: true });
  utimesSync(source, new Date("2026-01-01"), new Date("2026-01-01"));
  editor = await TestEditor.start(folder);
  summary = await editor.ask(openProfile, {
    files: [at("recorded/trace.json")],
    elf: at("recorded/guest.elf.gz"),
  });
});
afterAll(() => {
  editor.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("an SP1 trace with its ELF", () => {
  it("is in cycles, and says where it comes from", () => {
    expect(summary).toMatchObject({
      format: "sp1-gecko",
      elf: at("recorded/guest.elf.gz"),
      metric: "cycles",
      hasCallTree: true,
      hasLines: false,
    });
  });

  it("stands at the lines where functions begin, their self cost and nothing inlined", async () => {
    const costs = await editor.ask(lineCosts, { uri: pathToFileURL(source).href });
    const text = readFileSync(source, "utf8").split("\n");
    expect(costs).toMatchObject({ metric: "cycles", level: "functions" });
    const rows = costs.rows.map(({ line, self, total }) => [text[line]!.trim().slice(0, 20), self, total]);
    expect(rows).toContainEqual(["fn fib_iter(n: u32) ", 12_000, 12_000]);
    expect(rows).toContainEqual(["fn outer_mix(x: u64)", 5_100, 5_100]);
  });
});

describe("SP1 in a workspace", () => {
  it("has a guest and the host that runs it", async () => {
    const guests = await editor.ask(findGuests, { folders: [folder] });
    expect(guests.map(({ name, machine, entry }) => [name, machine, entry?.line])).toEqual([
      ["fib-calls", "sp1", 2],
    ]);
    const hosts = await editor.ask(findSp1Hosts, { folders: [folder, at("nowhere")] });
    expect(
      hosts.map(({ name, via, profiling, version }) => [name, via, profiling.kind, version?.text]),
    ).toEqual([["fib-script", "sp1-sdk", "on", "6.10.0"]]);
  });
});

describe("notes on a format's figures", () => {
  const of = (format: string, warnings: readonly string[]) =>
    formatNotes({ source: { format, variant: null, files: [] }, warnings });
  it("are said of SP1 traces, the rate as the importer says it", () => {
    const notes = formatNotes({
      source: { format: summary.format, variant: null, files: [] },
      warnings: summary.warnings,
    });
    expect(notes[0]).toBe("one sample every 100 cycles: figures are estimates");
    expect(notes.join()).toMatch(/inlined.*call each other.*precompile/);
    expect(of("sp1-gecko", []).join()).not.toContain("sample");
  });
  it("are none for formats that charge what they show", () => expect(of("zisk-report", [])).toEqual([]));
});
