import { describe, expect, it } from "vitest";
import { readAllowRules } from "../../../src/core/compare/allow";
import { checkComparison } from "../../../src/core/compare/check";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { parsePercent } from "../../../src/core/compare/percent";
import { compareCsv } from "../../../src/core/report/compareCsv";
import { compareGithub } from "../../../src/core/report/compareGithub";
import { compareHtml } from "../../../src/core/report/compareHtml";
import { commentMarker, compareMarkdown } from "../../../src/core/report/compareMarkdown";
import { compareText } from "../../../src/core/report/compareText";
import { run, type FunctionPicture } from "./pictures";

const side = (functions: Readonly<Record<string, FunctionPicture>>) =>
  run({ functions: Object.entries(functions) });
const gate = (comparison: ReturnType<typeof compareProfiles>, allow = "") =>
  checkComparison(comparison, {
    maxRegression: parsePercent("0.1", ""),
    perFunction: parsePercent("1", ""),
    allow: readAllowRules(allow, "allow.txt"),
    today: "2026-11-21",
  });

const base = side({
  "evm::root": { self: 6000, total: 10_000, calls: 1, at: ["src/lib.rs", 12] },
  "evm::hash": { self: 4000, total: 4000, calls: 9 },
});
const next = side({
  "evm::root": { self: 6120, total: 8000, calls: 1, at: ["src/lib.rs", 14] },
  "evm::fast": { self: 1880, total: 1880, calls: 9 },
});

describe("as text", () => {
  it("is one look: signs, percentages, words, shares, aligned", () => {
    const comparison = compareProfiles(base, next, {
      base: { label: "main" },
      next: { label: "mine", commit: "0123456789abcdef" },
    });
    expect(compareText(comparison, gate(comparison))).toBe(`cost  10,000 → 8,000  -2,000  -20.00 %  better
base  main  cyclelens 0.1.0
new   mine  cyclelens 0.1.0  commit 0123456789
the functions explain all of it: -2,000 cost

Totals
    base    new  change         %  of the change          total
  10,000  8,000  -2,000  -20.00 %                 better  variable
   1,000  1,000       0    0.00 %                 same    base
  11,000  9,000  -2,000  -18.18 %                 better  total

Functions by self cost
  self base  self new  change        %  of the change  total change  calls         function
      4,000         –  -4,000                 200.0 %        -4,000     -9  gone   evm::hash
          –     1,880  +1,880                 -94.0 %        +1,880     +9  new    evm::fast
      6,000     6,120    +120  +2.00 %         -6.0 %        -2,000      =  worse  evm::root  src/lib.rs:14

check: refused, 2 regressions (cost +0.1 %, each function +1 %)
  evm::fast: is new with 1,880 cost, more than 1 % of the run
  evm::root: self cost grew by 120 (+2.00 %), more than 1 %
`);
  });

  it("has colours only where they are asked for", () => {
    const comparison = compareProfiles(base, next);
    const strip = (text: string) => text.replace(/\u001b\[\d+m/g, "");
    expect(strip(compareText(comparison, null, { color: true }))).toBe(compareText(comparison, null));
    expect(compareText(comparison, null)).not.toContain("\u001b");
  });

  it("says what may be, with its reason", () => {
    const comparison = compareProfiles(base, next);
    const text = compareText(comparison, gate(comparison, "evm::* # rewritten"));
    expect(text).toContain("check: passed (cost +0.1 %, each function +1 %)");
    expect(text).toContain(
      "  allowed by line 1 (rewritten): evm::root: self cost grew by 120 (+2.00 %), more than 1 %",
    );
  });

  it("is short where nothing changed", () => {
    const text = compareText(compareProfiles(base, base), null);
    expect(text).not.toContain("Functions");
    expect(text.split("\n")[0]).toBe("cost  10,000 → 10,000  0  0.00 %  same");
  });

  it("never rounds a change away", () => {
    const text = compareText(
      compareProfiles(side({ f: { self: 100_000_000 } }), side({ f: { self: 100_000_001 } })),
      null,
    );
    expect(text).toContain("+1  < +0.01 %");
  });
});

const hostile = side({
  "</details><script>alert(1)</script>|`x`": { self: 5, at: ["a\n::error::owned,b.rs", 3] },
  '=HYPERLINK("http://evil","x")': { self: 4 },
  "@everyone [x](javascript:1)": { self: 3 },
  "a\r\n::set-output name=x::y\u202e": { self: 2 },
});

describe("hostile names", () => {
  const comparison = compareProfiles(side({ f: { self: 1 } }), hostile, {
    next: { label: "x\n::error::owned", guest: "--> <b>" },
  });

  it("mean nothing in Markdown", () => {
    const text = compareMarkdown(comparison, gate(comparison), { guest: "--> <b>|x" });
    const withoutCode = text.replace(/(`+)[^\n]*?\1/g, "");
    expect(withoutCode).not.toMatch(/<script|<b>|@everyone|\u202e/);
    expect(text.split("\n")[0]).toBe("<!-- cyclelens:compare:b-x -->");
    for (const row of text.split("\n").filter((line) => line.startsWith("|") && line.includes("script")))
      expect(row.replace(/\\\|/g, "").split("|")).toHaveLength(11);
  });

  it("start no formula in a spreadsheet and no row", () => {
    const csv = compareCsv(comparison);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    expect(csv).toContain(`"'@everyone [x](javascript:1)"`);
    expect(
      new Set(
        csv
          .trimEnd()
          .split("\r\n")
          .map((line) => line.slice(0, 2)),
      ),
    ).toEqual(new Set(["ta", "to", "fu"]));
  });

  it("start no formula where a semicolon ends a cell, nor in the wide signs of an Asian keyboard", () => {
    const row = (name: string) =>
      compareCsv(compareProfiles(side({}), side({ [name]: { self: 1 } })))
        .split("\r\n")
        .find((line) => line.startsWith("functions,"));
    expect(row("a;=cmd|' /C calc'!A0")).toContain(`"a;'=cmd|' /C calc'!A0"`);
    expect(row("＝SUM(1)")).toContain(`"'＝SUM(1)"`);
    expect(row("f::<[u8; 32]>")).toContain("functions,f::<[u8; 32]>,");
  });

  it("start no command of the runner", () => {
    const text = compareGithub(comparison, gate(comparison), {
      guest: "x\n::error::y",
      toRepository: (file) => file,
    });
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^::(?:error|warning|notice) [^\n]*title=/);
    expect(text).toContain("file=a\ufffd%3A%3Aerror%3A%3Aowned%2Cb.rs,line=3");
    expect(text).not.toMatch(/^::(?:set-output|error::)/m);
  });

  it("do not colour or move a terminal", () => {
    expect(compareText(comparison, gate(comparison))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe("as a page", () => {
  const html = (name: string) => {
    const comparison = compareProfiles(side({}), side({ [name]: { self: 7 } }));
    return compareHtml(comparison, gate(comparison), { title: "g", digest: () => "d" });
  };

  it("cuts a name of pages in its middle and has the whole in its tooltip", () => {
    const name = `a::f::<${"T, ".repeat(900)}End>`;
    const text = html(name);
    expect(text).toContain(` title="a::f::&lt;T, T`);
    expect(text.length).toBeLessThan(html("a::f").length + 3 * name.length);
    expect(html("a::f::<T>")).not.toContain("title=");
  });

  it("has no script, loads nothing and names its one style by its digest", () => {
    const text = html("</table><script>alert(1)</script>");
    expect(text).not.toMatch(/<script|<link|<img|src=|href=/);
    expect(text).toContain("default-src 'none'; style-src 'sha256-d'; base-uri 'none'; form-action 'none'");
  });
});

describe("for GitHub", () => {
  it("annotates where a function is declared, and tells the whole at the end", () => {
    const comparison = compareProfiles(base, next);
    const text = compareGithub(comparison, gate(comparison), {
      guest: "evm",
      toRepository: (file) => `guests/evm/${file}`,
    });
    expect(text).toBe(
      `::error title=CycleLens%3A regression::evm::fast: is new with 1,880 cost, more than 1 %25 of the run
::error file=guests/evm/src/lib.rs,line=14,title=CycleLens%3A regression::evm::root: self cost grew by 120 (+2.00 %25), more than 1 %25
::notice title=CycleLens%3A evm::cost -2,000 -20.00 %25 better%0Acheck: refused, 2 regressions (cost +0.1 %25, each function +1 %25)
`,
    );
  });

  it("annotates the line of the function that grew most, where lines are known", () => {
    const at = (self: number, hot: number) =>
      run({
        functions: [
          ["f", { self, at: ["src/a.rs", 10] }],
          ["g", { self: 5, at: ["src/a.rs", 20] }],
        ],
        lines: [
          ["src/a.rs", 3, hot],
          ["src/a.rs", 11, 5],
          ["src/a.rs", 14, hot],
          ["src/a.rs", 25, 10 * hot],
        ],
      });
    const comparison = compareProfiles(at(100, 50), at(150, 90));
    expect(
      compareGithub(comparison, gate(comparison), { guest: "g", toRepository: (file) => file }),
    ).toContain("::error file=src/a.rs,line=14,title=CycleLens%3A regression::f: self cost grew by 50");
  });

  it("warns where the verdict may be of another guest, another input or another engine", () => {
    const info = (guest: string, inputDigest: string) => ({ guest, inputDigest });
    const other = { ...next, engine: { name: "ziskemu", version: "1.4.0" } };
    const comparison = compareProfiles(base, other, {
      base: info("evm", "aa"),
      next: info("ledger\n::error::x", "bb"),
    });
    const warnings = compareGithub(comparison, gate(comparison, "* # all"), {
      guest: "ledger",
      toRepository: () => null,
    })
      .split("\n")
      .filter((line) => line.startsWith("::warning"));
    expect(warnings).toEqual([
      "::warning title=CycleLens%3A compared with care::the guests have different names: evm, ledger%0A::error::x",
      "::warning title=CycleLens%3A compared with care::the inputs differ: what changed may be the input's, not the program's",
      "::warning title=CycleLens%3A compared with care::the runs are of different engines, cyclelens and ziskemu: each attributes cost to functions by its own rules",
    ]);
  });

  it("without a check warns at the lines that grew", () => {
    const lines = (cost: number) => run({ lines: [["src/a.rs", 7, cost]] });
    expect(
      compareGithub(compareProfiles(lines(100), lines(150)), null, {
        guest: "g",
        toRepository: (file) => file,
      }),
    ).toContain("::warning file=src/a.rs,line=7,title=CycleLens%3A costs more::+50 cost +50.00 %25\n");
  });

  it("keeps a comment below what GitHub takes, however much changed", () => {
    const many = (by: number) =>
      run({
        functions: Array.from({ length: 3000 }, (_, i) => [
          `k::${"x".repeat(200)}::f${String(i)}`,
          { self: i * by },
        ]),
      });
    const text = compareMarkdown(compareProfiles(many(1), many(2)), null, { guest: "g", rows: 3000 });
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain("more");
  });

  it("shows the tables behind a long list of refusals", () => {
    const many = (by: number) =>
      run({
        functions: Array.from({ length: 900 }, (_, i) => [
          `k::${"x".repeat(200)}::f${String(i)}`,
          { self: (i + 1) * by },
        ]),
      });
    const comparison = compareProfiles(many(1), many(2));
    const text = compareMarkdown(comparison, gate(comparison), { guest: "g" });
    expect(text.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(26);
    expect(text).toContain("\n- … 876 more\n");
    expect(text).toContain("### Functions by self cost");
    expect(text).not.toContain("… cut");
  });

  it("marks its comment by the guest alone, so that the next run finds it", () => {
    expect(commentMarker("my guest/1")).toBe("<!-- cyclelens:compare:my-guest-1 -->");
    expect(commentMarker("-->")).toBe("<!-- cyclelens:compare:guest -->");
  });
});
