import { describe, expect, it } from "vitest";
import { coverageCsv } from "../../../src/core/report/coverageCsv";
import { coverageGithub } from "../../../src/core/report/coverageGithub";
import { coverageMarkdown } from "../../../src/core/report/coverageMarkdown";
import { coverageText } from "../../../src/core/report/coverageText";
import { addPatch, coverage, crate, guest } from "./coverageAnswers";

describe("text", () => {
  it("draws the matrix, then reasons and what to do", () => {
    expect(coverageText(coverage(guest()))).toBe(
      [
        "           #1 guest",
        "operation  SP1",
        "sha256     ✘ unpatched",
        "keccak256  ✔ accelerated",
        "coverage   1 of 2",
        "",
        "· absent everywhere: rsa",
        "",
        "#1 guest",
        "  guest/Cargo.toml (SP1, sp1-zkvm 5.2.3)",
        "  1 of 2 accelerated",
        "  ✘ unpatched  sha256  sha2 0.10.9",
        "      no patch is declared",
        "      guest → revm → sha2",
        "      fix: Patch sha2 for SP1",
        "      then: cargo update -p sha2",
        "  ✔ accelerated  keccak256  tiny-keccak 0.10.9",
        "      no patch is declared",
        "      guest → revm → sha2",
        "",
      ].join("\n"),
    );
  });

  it("fits 80 columns with any number of guests and reasons of any length", () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      guest({
        manifest: `${i}/Cargo.toml`,
        name: `a-guest-with-a-long-name-${i}`,
        crates: [crate("sha256", { reason: "a reason of many words ".repeat(12).trim() })],
      }),
    );
    const lines = coverageText(coverage(...many)).split("\n");
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines.filter((line) => line.startsWith("operation"))).toHaveLength(3);
  });

  it("tells a crate of several operations once", () => {
    const same = { crate: "substrate-bn", reason: "patched", fix: null } as const;
    const text = coverageText(
      coverage(guest({ crates: [crate("bn254-add", same), crate("bn254-mul", same)] })),
    );
    expect(text).toContain("bn254-add, bn254-mul  substrate-bn 0.10.9");
  });

  it("says that there is no guest", () => {
    expect(coverageText(coverage())).toBe("no guest found\n");
  });
});

const hostile = "x\u001b[31m|`<b>\n::error::y\u202e,a:b%";

describe("hostile names", () => {
  const answer = coverage(
    guest({
      name: hostile,
      manifest: hostile,
      crates: [crate("sha256", { crate: hostile, reason: hostile, path: [hostile, hostile] })],
      findings: [{ kind: hostile, severity: "error", message: hostile, place: null, fix: null }],
    }),
  );

  it.each([
    ["text", coverageText(answer)],
    ["Markdown", coverageMarkdown(answer)],
    ["CSV", coverageCsv(answer)],
    ["annotations", coverageGithub(answer)],
  ])("come out harmless in %s", (_, text) => {
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.split(/\r?\n/).filter((line) => line.startsWith("::error::"))).toEqual([]);
  });

  it("do not break a table of Markdown", () => {
    const rows = coverageMarkdown(answer)
      .split("\n")
      .filter((line) => line.startsWith("| ✘"));
    expect(rows).toHaveLength(1);
    expect(rows[0]!.split(/(?<!\\)\|/)).toHaveLength(10);
    expect(coverageMarkdown(answer)).not.toContain("<b>x");
  });

  it("do not become formulas of a spreadsheet", () => {
    const csv = coverageCsv(coverage(guest({ crates: [crate("sha256", { reason: "=cmd|' /C calc'!A0" })] })));
    expect(csv).toContain("\"'=cmd|' /C calc'!A0\"");
  });
});

describe("GitHub annotations", () => {
  it("stand at the line of the manifest, below the folder asked about", () => {
    expect(coverageGithub(coverage(guest()), { prefix: "zk/" })).toBe(
      "::warning file=zk/guest/Cargo.toml,line=7,endLine=7,col=1,endColumn=13," +
        "title=Patch Coverage%3A sha256 unpatched::sha2 0.10.9 in guest: no patch is declared" +
        "%0Aguest → revm → sha2%0Afix: Patch sha2 for SP1, then cargo update -p sha2\n",
    );
  });

  it("are errors where the check refuses", () => {
    expect(coverageGithub(coverage(guest()), { levelOf: () => "error" })).toMatch(/^::error file=guest/);
  });

  it("are silent where all is accelerated", () => {
    const row = crate("sha256", { state: "accelerated", fix: null });
    expect(coverageGithub(coverage(guest({ crates: [row] })))).toBe("");
  });
});

it("CSV has one row a crate and operation", () => {
  const [head, first, ...rest] = coverageCsv(coverage(guest())).split("\r\n");
  expect(head?.split(",")).toHaveLength(16);
  expect(first).toBe(
    "guest,guest/Cargo.toml,sp1,sp1-zkvm,5.2.3,sha256,sha2,0.10.9," +
      "registry+https://github.com/rust-lang/crates.io-index,unpatched,no patch is declared," +
      `guest > revm > sha2,,${addPatch.title},guest/Cargo.toml,7`,
  );
  expect(rest).toHaveLength(2);
});
