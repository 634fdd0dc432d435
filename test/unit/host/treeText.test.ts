import { describe, expect, it } from "vitest";
import type { RunItem } from "../../../src/protocol/requests";
import { sentence } from "../../../src/host/sentence";
import { commitText, durationText, groupRuns, outcomeIcon } from "../../../src/host/trees/runText";
import {
  groupByCrate,
  itemDescription,
  itemTooltip,
  totalOf,
  totalsText,
  wholeOf,
} from "../../../src/host/trees/treeText";

const words = { self: "self", total: "total", calls: "calls", inlined: "inlined into its caller" };
const keccak = {
  name: "<tiny_keccak::Keccak as tiny_keccak::Hasher>::update",
  self: 1_200_000,
  total: 3_104_221,
  heat: 3_104_221,
  share: 0.124,
  calls: 177,
  file: "/w/src/hash.rs",
  line: 31,
};

describe("function items", () => {
  it("figures right after the label", () => {
    expect(itemDescription(keccak, "cost")).toBe("12.4 %  3.10 M");
    expect(itemDescription({ share: null, heat: null }, "cost")).toBe("–  –");
    expect(itemDescription({ share: 0.0002, heat: 842 }, "cost")).toBe("< 0.1 %  842");
    expect(itemDescription({ share: 0.5, heat: 1.6e9 }, "ns")).toBe("50.0 %  1.60 s");
  });

  it("the tooltip has the full name and exact numbers", () => {
    expect(itemTooltip(keccak, "cost", words).split("\n")).toEqual([
      "<tiny_keccak::Keccak as tiny_keccak::Hasher>::update",
      "",
      "total: 3,104,221 cost (12.4 %)",
      "self: 1,200,000 cost (4.8 %)",
      "calls: 177",
      "/w/src/hash.rs:31",
    ]);
  });

  it("leaves out what is not known", () => {
    const bare = { name: "f", self: null, total: 7, heat: 7, share: null, calls: null, file: null, line: 0 };
    expect(itemTooltip({ ...bare, inlined: true }, "steps", words).split("\n")).toEqual([
      ...["f", "inlined into its caller", "", "total: 7 steps (–)"],
    ]);
    expect(wholeOf(bare)).toBeNull();
  });
});

it("crates add up selfs, never nested totals; unknown stays unknown", () => {
  const row = (crate: string | null, library: boolean, self: number | null) => ({ crate, library, self });
  const rows = [row("app", false, 5), row("core", true, 7), row("app", false, 4), row(null, false, null)];
  expect(
    groupByCrate(rows, "no crate").map(({ crate, library, self, rows: { length } }) => [
      crate,
      library,
      self,
      length,
    ]),
  ).toEqual([
    ["app", false, 9, 2],
    ["core", true, 7, 1],
    ["no crate", false, null, 1],
  ]);
});

it("totals in a few words", () => {
  expect(totalsText({ steps: 187e6, variable: 16.8e9, base: 287e6, total: 17.1e9 })).toBe(
    "187 M steps · 17.1 G cost",
  );
  expect(totalsText({ steps: 4880, total: null, variable: null })).toBe("4.88 K steps");
  expect(totalsText({ cycles: 1e6, gas: 2e6 })).toBe("1.00 M cycles · 2.00 M gas");
  expect(totalsText({ bytes: 36_312, blocks: 718, "bytes at t-gmax": 10_152 })).toBe(
    "36.3 K bytes · 718 blocks",
  );
  expect(totalsText({})).toBe("");
});

describe("runs", () => {
  const run = (guest: string, startedAt: string): RunItem => ({
    ...{ folder: `/r/${startedAt}`, id: startedAt, guest, machine: "zisk", engine: "ziskemu 1.4.0-alpha" },
    ...{ startedAt, durationMs: 1, outcome: "ok", commit: null, dirty: null, baseline: null, totals: {} },
  });

  it("stand below their guest, newest first, the guest of the newest run on top", () => {
    const groups = groupRuns([run("a", "2026-01-01"), run("b", "2026-01-02"), run("a", "2026-01-03")]);
    expect(groups.map(({ guest, runs }) => [guest, ...runs.map(({ id }) => id)])).toEqual([
      ["a", "2026-01-03", "2026-01-01"],
      ["b", "2026-01-02"],
    ]);
  });

  it("an outcome has a shape of its own, an unknown one counts as bad", () => {
    const icons = ["ok", "cancelled", "truncated", "step-limit", "guest-error", "?"].map(
      (o) => outcomeIcon(o).icon,
    );
    expect(icons).toEqual(["pass", "circle-slash", "warning", "warning", "error", "error"]);
  });

  it("commit and duration", () => {
    expect(commitText("abc1234def", true)).toBe("abc1234*");
    expect(commitText("abc1234def", null)).toBe("abc1234");
    expect(commitText(null, true)).toBeNull();
    expect([842, 12_340, 245_900, null, Number.NaN].map(durationText)).toEqual([
      "842 ms",
      "12.3 s",
      "4 min 5 s",
      null,
      null,
    ]);
  });
});

it.each([
  ["the build of g failed (exit code 101)", "The build of g failed (exit code 101)."],
  ["ziskemu is not installed", "ziskemu is not installed."],
  ["cargo-zisk is not installed", "cargo-zisk is not installed."],
  ["run: cargo install ziskemu --locked", "Run: cargo install ziskemu --locked"],
  ["report.txt is no profile", "report.txt is no profile."],
  ["/w/a b.elf is no RISC-V program", "/w/a b.elf is no RISC-V program."],
  ["done…", "done…"],
])("sentence of %j", (text, expected) => expect(sentence(text)).toBe(expected));

it("the whole of a metric: cost by its total, an unknown one left out", () => {
  const totals = { steps: 187_000_000, variable: 16_000_000_000, total: 17_100_000_000 };
  expect(["cost", "steps", "gas"].map((id) => totalOf(totals, { id, unit: id }))).toEqual([
    ["17.1 G cost"],
    ["187 M steps"],
    [],
  ]);
  expect(totalsText(totals)).toBe("187 M steps · 17.1 G cost");
});

it("the totals of imported metrics: times in seconds, names without their units", () => {
  const openvm = { proof_time_ms: 139_013, parallel_proof_time_ms: 52_400, main_cells_used: 460_881_315 };
  expect(totalsText(openvm)).toBe("139 s proof time · 52.4 s parallel proof time");
  expect(totalsText({ ns: 3_204_221_000, samples: 3204 })).toBe("3.20 s · 3.20 K samples");
});
