import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import {
  builtInRuleFiles,
  builtInRules,
  canonical,
  loadRules,
  parseRuleFile,
} from "../../../src/core/coverage/rules";
import { checkRules } from "../../../src/core/coverage/rulesCheck";
import type { CrateRule, PatchRule } from "../../../src/core/coverage/rulesTypes";
import { compareVersions, inRange, parseVersion, sameCaret } from "../../../src/core/coverage/rulesVersions";
import type { Backend } from "../../../src/core/coverage/types";
import { cover, fixed, rowOf } from "./answers";
import type { Files } from "./answers";
import { resolve } from "./project";

const io = "registry+https://github.com/rust-lang/crates.io-index";

/** A guest that links one crate, from crates.io or a git source. */
function guest(backend: Backend, sdk: string, crate: string, version: string, source = io): Files {
  const names = { sp1: "sp1-zkvm", zisk: "ziskos", risc0: "risc0-zkvm", openvm: "openvm" };
  const name = names[backend];
  const entry = (n: string, v: string, s: string | null, deps: string[] = []): string =>
    `[[package]]\nname = "${n}"\nversion = "${v}"\n${s === null ? "" : `source = "${s}"\n`}${deps.length ? `dependencies = [\n${deps.map((d) => ` "${d}",\n`).join("")}]\n` : ""}\n`;
  return {
    "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n\n[dependencies]\n${name} = "${sdk}"\n${crate} = "${version}"\n\n# kept\n[profile.release]\nlto = true\n`,
    "src/main.rs": "",
    "Cargo.lock": `version = 4\n\n${entry("guest", "0.1.0", null, [name, crate])}${entry(name, sdk, io)}${entry(crate, version, source)}`,
  };
}

/** An SDK version that the range holds. */
function sdkFor(backend: Backend, patch: PatchRule): string {
  const lower = />=(\S+)/.exec(patch.sdk ?? "")?.[1];
  return lower ?? { sp1: "5.2.4", zisk: "0.15.0", risc0: "3.0.3", openvm: "1.4.1" }[backend];
}

function sourceOf(patch: PatchRule): string {
  if (patch.from === undefined) return io;
  const branch = Object.keys(patch.branches ?? {})[0];
  return `git+${patch.from}${branch === undefined ? "" : `?branch=${branch}`}#${"a".repeat(40)}`;
}

const all = [...builtInRules().backends.values()].flatMap((b) =>
  [...b.crates.values()].map((rule) => [rule.id, b.backend, rule] as const),
);

describe("every rule", () => {
  const patches = all.flatMap(([id, backend, rule]) =>
    (rule.patches ?? []).map(
      (patch) =>
        [
          `${id} ${patch.version} ${patch.tag ?? patch.branch ?? patch.from ?? ""}`,
          backend,
          rule,
          patch,
        ] as const,
    ),
  );
  it.each(patches)(
    "%s is offered, declared rightly once, and a second time changes nothing",
    (_, backend, rule, patch) => {
      const files = guest(backend, sdkFor(backend, patch), rule.crate, patch.version, sourceOf(patch));
      const row = rowOf(cover(files), rule.crate);
      expect(row.state).toBe("unpatched");
      expect(row.fix?.then).toEqual([["cargo", "update", "-p", rule.crate]]);
      const after = fixed(files, row.fix!);
      expect(after["Cargo.toml"]!.startsWith(files["Cargo.toml"]!.trimEnd())).toBe(true);
      const declared = resolve(after)[0]!.patches;
      expect(declared.map((p) => [p.package, p.table, canonical(p.git!)])).toEqual([
        [rule.crate, patch.from ?? "crates-io", canonical(patch.repository ?? rule.repository!)],
      ]);
      const again = rowOf(cover(after), rule.crate);
      expect(again.state).toBe("unused");
      expect(again.fix).toBe(null);
    },
  );

  const none = all.filter(([, , rule]) => rule.kind === "none");
  it.each(none)("%s: no patch is offered where none exists", (_, backend, rule: CrateRule) => {
    const row = rowOf(
      cover(guest(backend, sdkFor(backend, { version: "1.0.0" }), rule.crate, "0.9.9")),
      rule.crate,
    );
    expect([row.state, row.fix]).toEqual(["unavailable", null]);
    if (rule.advice) expect(row.reason).toContain(rule.advice);
  });

  const packages = all.filter(([, , rule]) => rule.kind === "package");
  it.each(packages)("%s is accelerated by itself", (_, backend, rule: CrateRule) => {
    const sdk = sdkFor(backend, { version: "1.0.0" });
    expect(rowOf(cover(guest(backend, sdk, rule.crate, "1.4.1")), rule.crate).state).toBe("accelerated");
  });
});

describe("rule files", () => {
  const schema = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync("schemas/rules-1.json", "utf8")) as object,
  );
  it.each(builtInRuleFiles())("$file keeps to the schema", ({ file }) => {
    const value: unknown = JSON.parse(readFileSync(`src/core/coverage/rules/${file}`, "utf8"));
    expect(schema(value) ? [] : schema.errors).toEqual([]);
  });
  it("have no duplicates and no overlaps", () => {
    expect(checkRules(builtInRuleFiles()).filter((p) => p.level === "error")).toEqual([]);
  });
  it("rules:check tells a duplicate, an overlap and a version without a patch", () => {
    const rules = parseRuleFile(
      JSON.stringify({
        schema: "cyclelens.rules/1",
        backend: "sp1",
        libraries: [{ crate: "x", operations: ["sha256"], role: "library" }],
        crates: [0, 1].map(() => ({
          id: "sp1.x",
          crate: "x",
          kind: "patch",
          repository: "https://h/x",
          patches: [
            { version: "1.0.0", tag: "a", sdk: ">=4.0.0" },
            { version: "1.0.0", tag: "b", sdk: ">=5.0.0" },
            { version: "2.0.0", tag: "c", sdk: ">=5.0.0" },
          ],
          precompiles: [],
          impact: "low",
          source: "https://h/x",
          date: "2026-01-01",
        })),
      }),
      "mine.json",
    );
    expect(checkRules([{ file: "mine.json", rules }]).map((p) => p.text)).toEqual([
      "mine.json: the rule of x stands twice",
      "mine.json: the id sp1.x stands twice",
      ...[1, 2].flatMap(() => [
        "mine.json: x 1.0.0 crates.io has two patches for SDK 5.0.0",
        "mine.json: x 2.0.0 has no patch for SDK 4.0.0, 1.0.0 has",
      ]),
    ]);
  });
  it("a user's rule replaces the built-in one of its crate; a broken file is left out whole and told", () => {
    const mine = {
      schema: "cyclelens.rules/1",
      backend: "zisk",
      crates: [
        {
          id: "zisk.p256",
          crate: "p256",
          kind: "patch",
          repository: "https://h/p",
          patches: [{ version: "0.13.2", tag: "t" }],
          precompiles: [],
          impact: "low",
          source: "https://h/p",
          date: "2026-01-01",
        },
      ],
    };
    const files = guest("zisk", "1.1.0", "p256", "0.13.2");
    expect(rowOf(cover(files), "p256").state).toBe("unavailable");
    expect(rowOf(cover({ ...files, "cyclelens.rules.json": JSON.stringify(mine) }), "p256").state).toBe(
      "unpatched",
    );
    for (const text of [
      "{",
      "[]",
      '{"schema":"cyclelens.rules/2"}',
      JSON.stringify({ ...mine, crates: [{ ...mine.crates[0], tag: 'a" }\nevil' }] }),
    ]) {
      const { rules, warnings } = loadRules([{ file: "cyclelens.rules.json", text }]);
      expect(warnings).toHaveLength(1);
      expect(rules.backends.get("zisk")!.crates.get("p256")!.kind).toBe("none");
    }
  });
});

describe("versions", () => {
  it.each([
    ["6.2.4", ">=6.2.0 <7.0.0", true],
    ["6.0.0-rc.1", ">=6.0.0 <6.2.0", false],
    ["1.1.0-alpha", ">=1.0.0-alpha", true],
    ["1.0.0-alpha.2", ">=1.0.0-alpha.10", false],
    ["git", ">=1.0.0", null],
  ])("%s in %s: %s", (version, range, expected) => {
    expect(inRange(version, range)).toBe(expected);
  });
  it("orders releases after their pre-releases and keeps cargo's carets", () => {
    const v = (t: string): NonNullable<ReturnType<typeof parseVersion>> => parseVersion(t)!;
    expect(compareVersions(v("1.0.0-rc.1"), v("1.0.0"))).toBeLessThan(0);
    expect(
      ["0.10.8 0.10.9", "0.10.9 0.11.0", "1.2.0 1.9.0", "0.0.1 0.0.2"].map((p) =>
        sameCaret(v(p.split(" ")[0]!), v(p.split(" ")[1]!)),
      ),
    ).toEqual([true, false, true, false]);
  });
});
