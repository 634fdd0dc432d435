import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPatches } from "../../../src/core/coverage/fixesPatchTable";
import { applyEdits } from "../../../src/core/coverage/textEdits";
import { cover, fixed, rowOf } from "./answers";
import type { Files } from "./answers";
import { lockOf, resolve } from "./project";

const sha2 = {
  table: "crates-io",
  crate: "sha2",
  version: "0.10.9",
  git: "https://github.com/o/h",
  tag: "t1",
  branch: null,
  rev: null,
  path: null,
};
const line = 'sha2 = { git = "https://github.com/o/h", tag = "t1" }';

describe("a patch is added", () => {
  const add = (source: string): string | null => {
    const edits = addPatches("Cargo.toml", source, [sha2]);
    return edits && applyEdits(source, edits);
  };
  it.each([
    [
      "a new table at the end",
      "[package]\nname = 'g'\n",
      `[package]\nname = 'g'\n\n[patch.crates-io]\n${line}\n`,
    ],
    ["no line end at the end", "[package]", `[package]\n\n[patch.crates-io]\n${line}\n`],
    [
      "an existing table, comments kept",
      "[patch.crates-io]\nk256 = { git = 'x' } # why\n# tiny = 1\n\n[features]\n",
      `[patch.crates-io]\nk256 = { git = 'x' } # why\n${line}\n# tiny = 1\n\n[features]\n`,
    ],
    [
      "an empty table",
      "[patch.crates-io] # none yet\n[features]\n",
      `[patch.crates-io] # none yet\n${line}\n[features]\n`,
    ],
    [
      "a quoted header, CRLF",
      '[patch."crates-io"]\r\na = { path = "a" }\r\n',
      `[patch."crates-io"]\r\na = { path = "a" }\r\n${line}\r\n`,
    ],
    [
      "entries as tables of their own",
      "[patch.crates-io.a]\npath = 'a'\n",
      `[patch.crates-io.a]\npath = 'a'\n\n[patch.crates-io]\n${line}\n`,
    ],
    [
      "a byte order mark",
      "\ufeff[patch.crates-io]\na = { path = 'a' }\n",
      `\ufeff[patch.crates-io]\na = { path = 'a' }\n${line}\n`,
    ],
    [
      "another version of it is patched already",
      "[patch.crates-io]\nsha2 = { git = 'y', tag = 'old' }\n",
      `[patch.crates-io]\nsha2 = { git = 'y', tag = 'old' }\nsha2-v0-10-9 = { git = "https://github.com/o/h", package = "sha2", tag = "t1" }\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(add(before)).toBe(after);
    expect(add(after)).toBe(after);
  });
  it.each([
    ["half typed", "[patch.crates-io]\nk256 = {"],
    ["an inline table of tables", 'patch = { crates-io = { a = { path = "a" } } }\n'],
    ["conflict markers", "<<<<<<< a\n[package]\n=======\n>>>>>>> b\n"],
  ])("and not where an insertion could break the file: %s", (_, source) => {
    expect(add(source)).toBe(null);
  });
});

describe("any manifest", () => {
  const piece = fc.constantFrom(
    "[package]",
    'name = "g"',
    "",
    "# note",
    "[patch.crates-io]",
    '[patch."https://h/x"]',
    'a = { git = "https://h/a" } # why',
    "[patch.crates-io.b]",
    'path = "b"',
    "[dependencies]",
    'sha2 = "0.10"',
    "[[bin]]",
    "[patch",
    "x = {",
    "'''",
    "=======",
    "[features]",
    "patch = {}",
  );
  it("keeps every line, declares the patch once, or is left alone", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (pieces, eol, ends) => {
          const source = pieces.join(eol) + (ends ? eol : "");
          const edits = addPatches("Cargo.toml", source, [sha2]);
          if (edits === null || edits.length === 0) return;
          const after = applyEdits(source, edits)!;
          const kept = after.split(/\r?\n/);
          let at = 0;
          for (const text of source.split(/\r?\n/)) {
            at = kept.indexOf(text, at) + 1;
            expect(at).toBeGreaterThan(0);
          }
          expect(kept.filter((l) => l.includes('tag = "t1"'))).toHaveLength(1);
          expect(addPatches("Cargo.toml", after, [sha2])).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const sdk = "sp1-zkvm 6.2.4 io";
const package_ = (rest: string): string =>
  `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "6"\n${rest}`;

describe("a fix, applied", () => {
  it("bump-tag keeps the entry's form and comment", () => {
    const files: Files = {
      "Cargo.toml": package_(
        `sha2 = "0.10"\n[patch.crates-io]\nsha2-v0-10-9 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", package = "sha2", tag = "patch-sha2-0.10.9-sp1-4.0.0" } # v5\n`,
      ),
      "Cargo.lock": lockOf(
        "guest 0.1.0 → sp1-zkvm, sha2",
        sdk,
        "sha2 0.10.9 git+https://github.com/sp1-patches/RustCrypto-hashes?tag=patch-sha2-0.10.9-sp1-4.0.0#0b",
      ),
    };
    const fix = rowOf(cover(files), "sha2").fix!;
    const after = fixed(files, fix);
    expect(after["Cargo.toml"]).toBe(files["Cargo.toml"]!.replace("sp1-4.0.0", "sp1-6.2.0"));
    expect(fix.then).toEqual([["cargo", "update", "-p", "sha2"]]);
    // The same guest with its lock brought up to date.
    const locked = { ...after, "Cargo.lock": files["Cargo.lock"]!.replace("sp1-4.0.0", "sp1-6.2.0") };
    expect(rowOf(cover(locked), "sha2")).toMatchObject({ state: "accelerated", fix: null });
  });
  it("a renamed fork is declared under the name that is used", () => {
    const files: Files = {
      "Cargo.toml": package_(
        `substrate-bn = "0.6"\n[patch.crates-io]\nbn = { git = "https://github.com/sp1-patches/bn", tag = "patch-0.6.0-sp1-6.0.0", package = "substrate-bn-succinct-rs" }\n`,
      ),
      "Cargo.lock": `${lockOf("guest 0.1.0 → sp1-zkvm, substrate-bn", sdk, "substrate-bn 0.6.0 io")}\n[[patch.unused]]\nname = "substrate-bn-succinct-rs"\nversion = "0.6.0"\nsource = "git+https://github.com/sp1-patches/bn?tag=patch-0.6.0-sp1-6.0.0#f0"\n`,
    };
    const row = rowOf(cover(files), "substrate-bn");
    expect(row.state).toBe("unused");
    const after = fixed(files, row.fix!);
    expect(resolve(after)[0]!.patches.map((p) => [p.package, p.tag])).toEqual([
      ["substrate-bn", "patch-0.6.0-sp1-6.2.0-substrate-bn"],
    ]);
  });
  it("move-patch: from the member, where cargo ignores it, to the workspace root", () => {
    const patch =
      'sha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-sha2-0.10.9-sp1-6.2.0" }';
    const files: Files = {
      "Cargo.toml": '[workspace]\nmembers = ["guest"]\n',
      "guest/Cargo.toml": package_(`sha2 = "0.10"\n\n[patch.crates-io]\n# fast hashes\n${patch}\n`),
      "guest/src/main.rs": "",
      "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm, sha2", sdk, "sha2 0.10.9 io"),
    };
    const row = rowOf(cover(files), "sha2");
    expect([row.state, row.fix?.kind]).toEqual(["unused", "move-patch"]);
    const after = fixed(files, row.fix!);
    expect(after["Cargo.toml"]).toBe(`[workspace]\nmembers = ["guest"]\n\n[patch.crates-io]\n${patch}\n`);
    expect(after["guest/Cargo.toml"]).toBe(files["guest/Cargo.toml"]!.replace(`${patch}\n`, ""));
    expect(resolve(after)[0]!.patches.map((p) => p.where)).toEqual(["root"]);
  });
  it("remove-patch: what nothing uses goes with its line, comments stay", () => {
    const files: Files = {
      "Cargo.toml": package_(
        `[patch.crates-io]\n# for later\nripple = { git = "https://example.org/ripple" }\n# end\n`,
      ),
      "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm", sdk),
    };
    const finding = cover(files).guests[0]!.findings.find((f) => f.kind === "unused-patch")!;
    expect(fixed(files, finding.fix!)["Cargo.toml"]).toBe(files["Cargo.toml"]!.replace(/ripple.*\n/, ""));
  });
  it.each([
    ['risc0-zkvm = "2"', 'risc0-zkvm = { version = "2", features = ["unstable"] }'],
    [
      'risc0-zkvm = { version = "2", default-features = false }',
      'risc0-zkvm = { version = "2", default-features = false, features = ["unstable"] }',
    ],
    [
      'risc0-zkvm = { version = "2", features = ["std"] }',
      'risc0-zkvm = { version = "2", features = ["std", "unstable"] }',
    ],
    [
      'risc0-zkvm = { version = "2", features = [] }',
      'risc0-zkvm = { version = "2", features = ["unstable"] }',
    ],
  ])("switch-feature: %s", (before, expected) => {
    const files: Files = {
      "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\n${before} # the VM\nk256 = "0.13"\n[patch.crates-io]\nk256 = { git = "https://github.com/risc0/RustCrypto-elliptic-curves", tag = "k256/v0.13.4-risczero.1" }\n`,
      "src/main.rs": "",
      "Cargo.lock": lockOf(
        "guest 0.1.0 → risc0-zkvm, k256",
        "risc0-zkvm 2.1.0 io",
        "k256 0.13.4 git+https://github.com/risc0/RustCrypto-elliptic-curves?tag=k256%2Fv0.13.4-risczero.1#7d",
      ),
    };
    const row = rowOf(cover(files), "k256");
    expect([row.state, row.fix?.kind]).toEqual(["inert", "switch-feature"]);
    const after = fixed(files, row.fix!);
    expect(after["Cargo.toml"]).toBe(files["Cargo.toml"]!.replace(before, expected));
    expect(rowOf(cover(after), "k256")).toMatchObject({ state: "accelerated", fix: null });
  });
  it("add-section: what k256 needs, beside what is there", () => {
    const files: Files = {
      "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nopenvm = "1"\nk256 = "0.13"\n[patch.crates-io]\nk256 = { git = "https://github.com/openvm-org/openvm.git", tag = "v1.4.1" }\n`,
      "Cargo.lock": lockOf(
        "guest 0.1.0 → openvm, k256",
        "openvm 1.4.1 io",
        "k256 0.13.4 git+https://github.com/openvm-org/openvm.git?tag=v1.4.1#05",
      ),
      "openvm.toml":
        '[app_vm_config.rv32i]\n[app_vm_config.modular]\nsupported_moduli = [\n    "7", # ours\n]\n',
    };
    const row = rowOf(cover(files), "k256");
    expect([row.state, row.fix?.kind]).toEqual(["inert", "add-section"]);
    const after = fixed(files, row.fix!);
    expect(after["openvm.toml"]).toContain(
      '    "7", "115792089237316195423570985008687907853269984665640564039457584007908834671663"',
    );
    expect(after["openvm.toml"]).toContain("# ours");
    expect(rowOf(cover(after), "k256")).toMatchObject({ state: "accelerated", fix: null });
  });
});
