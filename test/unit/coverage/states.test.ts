import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { cellOf, cover, fixed, rowOf, rowsOf } from "./answers";
import type { Files } from "./answers";
import { lockOf } from "./project";

const sp1 = (extra = ""): string =>
  `[package]\nname = "guest"\nversion = "0.1.0"\n\n[dependencies]\nsp1-zkvm = "5"\nsha2 = "0.10"\n${extra}`;
const hashes =
  "git+https://github.com/sp1-patches/RustCrypto-hashes?tag=patch-sha2-0.10.9-sp1-4.0.0#0b1945ee";
const patch = `\n[patch.crates-io]\nsha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-sha2-0.10.9-sp1-4.0.0" }\n`;

describe("a crate's state", () => {
  it("accelerated: the patched copy resolves", () => {
    const answer = cover({
      "Cargo.toml": sp1(patch),
      "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm, sha2", "sp1-zkvm 5.2.4 io", `sha2 0.10.9 ${hashes}`),
    });
    expect(rowsOf(answer)).toEqual(["sha256 sha2 0.10.9 accelerated"]);
    expect(rowOf(answer, "sha2")).toMatchObject({ source: hashes, path: ["guest", "sha2"], fix: null });
    expect(answer.coverage).toEqual([{ guest: "Cargo.toml", accelerated: 1, applicable: 1, unknown: 0 }]);
  });
  it("unpatched: a patch exists and none is declared", () => {
    const row = rowOf(
      cover({
        "Cargo.toml": sp1(),
        "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm, sha2", "sp1-zkvm 5.2.4 io", "sha2 0.10.9 io"),
      }),
      "sha2",
    );
    expect(row.state).toBe("unpatched");
    expect(row.reason).toBe(
      "The lock resolves sha2 0.10.9 from crates.io; a patch exists in github.com/sp1-patches/RustCrypto-hashes (patch-sha2-0.10.9-sp1-4.0.0) and none is declared",
    );
    expect(row.place).toMatchObject({ file: "Cargo.toml", range: { start: { line: 6, character: 0 } } });
    expect(row.related?.file).toBe("Cargo.lock");
  });
  it("unused: declared, but the lock resolves the plain copy", () => {
    const files: Files = {
      "Cargo.toml": sp1(patch),
      "Cargo.lock": `${lockOf("guest 0.1.0 → sp1-zkvm, sha2", "sp1-zkvm 5.2.4 io", "sha2 0.10.8 io")}\n[[patch.unused]]\nname = "sha2"\nversion = "0.10.9"\nsource = "${hashes}"\n`,
    };
    const answer = cover(files);
    expect(rowsOf(answer)).toEqual(["sha256 sha2 0.10.8 unused"]);
    // The mark is at the patch entry.
    expect(rowOf(answer, "sha2").place?.range.start.line).toBe(9);
  });
  it("drifted: a patched and a plain copy, and the plain one judged alone", () => {
    const answer = cover({
      "Cargo.toml": sp1(patch),
      "Cargo.lock": lockOf(
        "guest 0.1.0 → sp1-zkvm, sha2 0.10.9, revm",
        "revm 1.0.0 io → sha2 0.11.0",
        "sp1-zkvm 5.2.4 io",
        `sha2 0.10.9 ${hashes}`,
        "sha2 0.11.0 io",
      ),
    });
    expect(rowsOf(answer)).toEqual(["sha256 sha2 0.10.9 drifted", "sha256 sha2 0.11.0 unavailable"]);
    expect(rowOf(answer, "sha2", "0.10.9").reason).toContain("0.11.0 (used by revm)");
    expect(cellOf(answer, "sha256").state).toBe("drifted");
  });
  it("drifted: the tag is for another SDK", () => {
    const row = rowOf(
      cover({
        "Cargo.toml": sp1(patch).replace('"5"', '"6"'),
        "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm, sha2", "sp1-zkvm 6.2.4 io", `sha2 0.10.9 ${hashes}`),
      }),
      "sha2",
    );
    expect([row.state, row.fix?.kind]).toEqual(["drifted", "bump-tag"]);
    expect(row.reason).toContain("patch-sha2-0.10.9-sp1-6.2.0 is the tag for it");
  });
  it("drifted: a tag from before tags named the SDK", () => {
    const old = "git+https://github.com/sp1-patches/RustCrypto-hashes?tag=sha2-v0.10.8-patch-v1#1f";
    const state = (sdk: string): string =>
      rowOf(
        cover({
          "Cargo.toml": sp1().replace('"5"', `"${sdk}"`),
          "Cargo.lock": lockOf("guest 0.1.0 → sp1-zkvm, sha2", `sp1-zkvm ${sdk} io`, `sha2 0.10.8 ${old}`),
        }),
        "sha2",
      ).state;
    expect([state("3.4.0"), state("5.2.4")]).toEqual(["accelerated", "drifted"]);
  });
  it("inert: patched, but a feature that it needs is off; unknown where another crate may switch it on", () => {
    const guest = (feature: string): string =>
      `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nrisc0-zkvm = { version = "2", default-features = false${feature} }\nk256 = "0.13"\n[patch.crates-io]\nk256 = { git = "https://github.com/risc0/RustCrypto-elliptic-curves", tag = "k256/v0.13.4-risczero.1" }\n`;
    const k256 =
      "k256 0.13.4 git+https://github.com/risc0/RustCrypto-elliptic-curves?tag=k256%2Fv0.13.4-risczero.1#7d4a8d64";
    const lock = lockOf("guest 0.1.0 → risc0-zkvm, k256", "risc0-zkvm 2.1.0 io", k256);
    const state = (toml: string, text = lock): string =>
      rowOf(cover({ "Cargo.toml": toml, "Cargo.lock": text, "src/main.rs": "" }), "k256").state;
    expect(state(guest(""))).toBe("inert");
    expect(state(guest(', features = ["unstable"]'))).toBe("accelerated");
    const shared = lockOf(
      "guest 0.1.0 → risc0-zkvm, k256, helper",
      "helper 0.1.0 io → risc0-zkvm",
      "risc0-zkvm 2.1.0 io",
      k256,
    );
    expect(state(guest(""), shared)).toBe("unknown");
  });
  it("inert: openvm.toml lacks the extension; with it accelerated", () => {
    const files = (config: string): Files => ({
      "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nopenvm = "1"\nopenvm-keccak256 = "1"\n`,
      "Cargo.lock": lockOf(
        "guest 0.1.0 → openvm, openvm-keccak256",
        "openvm 1.4.1 io",
        "openvm-keccak256 1.4.1 io → openvm",
      ),
      "openvm.toml": config,
    });
    expect(rowsOf(cover(files("[app_vm_config.rv32i]\n")))).toEqual([
      "keccak256 openvm-keccak256 1.4.1 inert",
    ]);
    expect(rowsOf(cover(files("[app_vm_config.keccak]\n")))).toEqual([
      "keccak256 openvm-keccak256 1.4.1 accelerated",
    ]);
  });
  it("unknown: a copy that no rule knows, naming what decides; another backend's library proves nothing", () => {
    const fork = (deps: string): string =>
      rowOf(
        cover({
          "Cargo.toml": sp1(),
          "Cargo.lock": lockOf(
            "guest 0.1.0 → sp1-zkvm, sha2",
            "sp1-zkvm 5.2.4 io",
            "sp1-lib 5.2.4 io",
            "ziskos 0.15.0 io",
            `sha2 0.10.9 git+https://example.org/team/hashes?rev=abc#abc ${deps}`,
          ),
        }),
        "sha2",
      ).state;
    expect([fork("→ sp1-lib"), fork("→ ziskos"), fork("")]).toEqual(["accelerated", "unknown", "unknown"]);
  });
  it("transitively accelerated: kzg-rs → sp1_bls12_381 → sp1-lib", () => {
    const answer = cover({
      "Cargo.toml": sp1('kzg-rs = "0.2"\n'),
      "Cargo.lock": lockOf(
        "guest 0.1.0 → sp1-zkvm, kzg-rs",
        "kzg-rs 0.2.7 io → sp1_bls12_381",
        "sp1_bls12_381 0.8.0-sp1-5.0.0 io → sp1-lib",
        "sp1-lib 5.2.4 io",
        "sp1-zkvm 5.2.4 io",
      ),
    });
    expect(rowsOf(answer)).toContain("kzg kzg-rs 0.2.7 accelerated");
    expect(rowOf(answer, "kzg-rs").path).toEqual(["guest", "kzg-rs"]);
  });
  it("a provider: the feature native-keccak sends alloy's hash to ziskos", () => {
    const answer = (features: string): string[] =>
      rowsOf(
        cover({
          "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nziskos = "1.1.0-alpha"\nalloy-primitives = { version = "1", ${features} }\n`,
          "Cargo.lock": lockOf(
            "guest 0.1.0 → ziskos, alloy-primitives",
            "ziskos 1.1.0-alpha io",
            "alloy-primitives 1.6.0 io → tiny-keccak",
            "tiny-keccak 2.0.2 io",
          ),
        }),
      );
    expect(answer('features = ["native-keccak"]')).toContain("keccak256 alloy-primitives 1.6.0 accelerated");
    expect(answer("default-features = false")).toContain("keccak256 alloy-primitives 1.6.0 unavailable");
  });
  it("and where the feature is off, the fix switches it on", () => {
    const files: Files = {
      "Cargo.toml": `[package]\nname = "guest"\nversion = "0.1.0"\n[dependencies]\nziskos = "1.1.0-alpha"\nalloy-primitives = "1"\n`,
      "Cargo.lock": lockOf(
        "guest 0.1.0 → ziskos, alloy-primitives",
        "ziskos 1.1.0-alpha io",
        "alloy-primitives 1.6.0 io → tiny-keccak",
        "tiny-keccak 2.0.2 io",
      ),
    };
    const fix = rowOf(cover(files), "alloy-primitives").fix!;
    expect(fix.edits.map((e) => e.newText)).toEqual(['{ version = "1", features = ["native-keccak"] }']);
    expect(rowOf(cover(fixed(files, fix)), "alloy-primitives").state).toBe("accelerated");
  });
  it("no lock: unknown with the way to one", () => {
    const answer = cover({ "Cargo.toml": sp1() });
    expect(rowsOf(answer)).toEqual(["sha256 sha2 - unknown"]);
    expect(rowOf(answer, "sha2").reason).toMatch(/Cargo\.lock/);
    expect(cellOf(answer, "sha256").state).toBe("unknown");
  });
});

const shared = path.join(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/guests/ethrex");
const here = existsSync(shared);
if (!here && process.env["CYCLELENS_REQUIRE_SHARED"] === "1") throw new Error(`${shared} is missing`);

describe.skipIf(!here)("real guests of January 2026 (skipped without ../shared)", () => {
  const answer = (backend: string): ReturnType<typeof cover> => {
    const folder = path.join(shared, backend, "2026-01-15_1d590f3f4d");
    return cover({
      "Cargo.toml": readFileSync(path.join(folder, "Cargo.toml"), "utf8"),
      "Cargo.lock": readFileSync(path.join(folder, "Cargo.lock"), "utf8"),
    });
  };
  const names = [
    "secp256k1",
    "sha256",
    "keccak256",
    "sha3",
    "bn254-pairing",
    "bls12-381",
    "kzg",
    "p256",
    "modexp",
  ];
  it.each([
    [
      "sp1",
      "accelerated accelerated accelerated accelerated unknown accelerated accelerated accelerated unavailable",
    ],
    [
      "zisk",
      "accelerated accelerated accelerated accelerated unknown unavailable accelerated unavailable unknown",
    ],
    [
      "risc0",
      "accelerated accelerated unknown unavailable unknown unavailable unknown accelerated unavailable",
    ],
    [
      "openvm",
      "drifted unavailable unknown unavailable unavailable unavailable unknown unpatched unavailable",
    ],
  ])("%s", (backend, expected) => {
    expect(names.map((n) => cellOf(answer(backend), n).state).join(" ")).toBe(expected);
  });
  it("which library the code uses is never guessed: cells that differ name each", () => {
    expect(cellOf(answer("zisk"), "bn254-add").note).toMatch(
      /ark-bn254 0\.5\.0 unpatched and substrate-bn 0\.6\.0 accelerated/,
    );
  });
  it("keeps to the schema", () => {
    const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const valid = ajv.compile(JSON.parse(readFileSync("schemas/coverage-1.json", "utf8")) as object);
    for (const backend of ["sp1", "zisk", "risc0", "openvm"]) {
      expect(valid(JSON.parse(JSON.stringify(answer(backend)))) ? [] : valid.errors).toEqual([]);
    }
  });
});
