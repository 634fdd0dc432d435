import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/core/coverage/textEdits";
import { checkSp1Host } from "../../../src/toolchains/sp1Check";
import { findSp1, sp1HostOf } from "../../../src/toolchains/sp1Hosts";
import type { Sp1Host } from "../../../src/toolchains/sp1Types";
import { parseVersion } from "../../../src/toolchains/version";
import { tempFolder } from "../tempFolder";

const lock = (...names: readonly string[]): string =>
  `version = 4\n${names.map((name) => `\n[[package]]\nname = "${name.split("@")[0]!}"\nversion = "${name.split("@")[1] ?? "0.1.0"}"\n`).join("")}`;

async function host(manifest: string, version = "6.10.0"): Promise<{ host: Sp1Host; folder: string }> {
  const folder = tempFolder({
    "Cargo.toml": `[package]\nname = "script"\nversion = "0.1.0"\n${manifest}`,
    "Cargo.lock": lock(`script`, `sp1-sdk@${version}`, `sp1-core-executor@${version}`),
    "src/main.rs": "fn main() {}",
  });
  const { hosts } = await findSp1([folder]);
  return { host: hosts[0]!, folder };
}

const choice = { bin: null, features: [] as readonly string[] };

describe("SP1 hosts and guests of a workspace", () => {
  it("tells program and script of the template apart", async () => {
    const folder = tempFolder({
      "Cargo.toml": '[workspace]\nmembers = ["program", "script"]\n[profile.release]\ndebug = 1\n',
      "Cargo.lock": lock("fib-program", "fib-script", "sp1-zkvm@6.4.0", "sp1-sdk@6.4.0", "sp1-build@6.4.0"),
      "program/Cargo.toml":
        '[package]\nname = "fib-program"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "6.4.0"\n',
      "program/src/main.rs": "#![no_main]\nsp1_zkvm::entrypoint!(main);\npub fn main() {}",
      "script/Cargo.toml":
        '[package]\nname = "fib-script"\nversion = "0.1.0"\ndefault-run = "fib"\n[[bin]]\nname = "fib"\npath = "src/bin/main.rs"\n[[bin]]\nname = "vkey"\npath = "src/bin/vkey.rs"\n[dependencies]\nsp1-sdk = { version = "6.4.0", features = ["blocking"] }\n[build-dependencies]\nsp1-build = "6.4.0"\n',
      "script/src/bin/main.rs": "fn main() {}",
      "script/src/bin/vkey.rs": "fn main() {}",
    });
    const { guests, hosts } = await findSp1([folder]);
    expect(
      guests.map(({ name, machine, sdkVersion, entry }) => [name, machine, sdkVersion, entry?.line]),
    ).toEqual([["fib-program", "sp1", "6.4.0", 1]]);
    expect(hosts).toHaveLength(1);
    expect(hosts[0]).toMatchObject({
      name: "fib-script",
      bins: ["fib", "vkey"],
      defaultBin: "fib",
      via: "sp1-sdk",
      isDirect: true,
      buildsGuest: true,
      isTraceHost: false,
      line: "v6",
      release: { debug: "1", strip: '"none"' },
      profiling: { kind: "off" },
    });
  });

  it.each([
    ['[dependencies]\nsp1-sdk = "6"\n', 'sp1-sdk = { version = "6", features = ["profiling"] }'],
    [
      '[dependencies]\nsp1-sdk = { version = "6", features = ["blocking"] } # why\n',
      'features = ["blocking", "profiling"] } # why',
    ],
    ['[dependencies.sp1-sdk]\nversion = "6"\n', 'version = "6"\nfeatures = ["profiling"]'],
  ])("offers the edit that switches profiling on: %j", async (manifest, wanted) => {
    const { host: found, folder } = await host(manifest);
    const [problem] = checkSp1Host(found, choice);
    expect(problem).toMatchObject({
      kind: "no-profiling",
      severity: "error",
      addFeatures: ["sp1-sdk/profiling"],
    });
    const before = await readFile(path.join(folder, "Cargo.toml"), "utf8");
    const after = applyEdits(before, problem!.edit!.edits)!;
    expect(after).toContain(wanted);
    await writeFile(path.join(folder, "Cargo.toml"), after);
    expect((await sp1HostOf(path.join(folder, "Cargo.toml")))?.profiling).toEqual({ kind: "on" });
  });

  it("needs no edit where the feature is named for the run", async () => {
    const { host: found } = await host('[dependencies]\nsp1-sdk = "6"\n');
    expect(checkSp1Host(found, choice)).toMatchObject([{ addFeatures: ["sp1-sdk/profiling"] }]);
    expect(checkSp1Host(found, { ...choice, features: ["sp1-sdk/profiling"] })).toEqual([]);
  });

  it("follows features: an optional SDK, and profiling behind another name", async () => {
    const { host: found } = await host(
      '[dependencies]\nsp1-sdk = { version = "6", optional = true }\n[features]\nsp1 = ["dep:sp1-sdk"]\nprofiling = ["sp1-sdk?/profiling"]\nall = ["sp1", "profiling"]\n',
    );
    expect(found).toMatchObject({
      features: ["all", "profiling", "sp1"],
      linkedBy: ["all", "sp1"],
      profiling: { kind: "by-feature", features: ["all"] },
    });
    expect(checkSp1Host(found, { ...choice, features: ["all"] })).toEqual([]);
    expect(checkSp1Host(found, { ...choice, features: ["sp1"] }).map(({ kind }) => kind)).toEqual([
      "no-profiling",
    ]);
    expect(checkSp1Host(found, { ...choice, features: ["sp1,gpu"] }).map(({ kind }) => kind)).toContain(
      "unknown-feature",
    );
  });

  it("finds the SDK behind another package of the workspace", async () => {
    const folder = tempFolder({
      "Cargo.toml": '[workspace]\nmembers = ["bench", "prover"]\n',
      "Cargo.lock": lock("bench", "prover", "sp1-sdk@5.2.4"),
      "bench/Cargo.toml":
        '[package]\nname = "bench"\nversion = "0.1.0"\n[dependencies]\nprover = { path = "../prover" }\n[features]\nprofile = ["prover/profiling"]\n',
      "bench/src/main.rs": "fn main() {}",
      "prover/Cargo.toml":
        '[package]\nname = "prover"\nversion = "0.1.0"\n[dependencies]\nsp1-sdk = "5.2.4"\n[features]\nprofiling = ["sp1-sdk/profiling"]\n',
      "prover/src/lib.rs": "",
    });
    const { hosts } = await findSp1([folder]);
    expect(hosts).toHaveLength(1);
    expect(hosts[0]).toMatchObject({
      name: "bench",
      isDirect: false,
      line: "v5",
      profiling: { kind: "by-feature", features: ["profile"] },
    });
  });

  it.each([
    ["3.4.0", "unsupported-version"],
    ["6.0.2", "old-version"],
  ])("SP1 %s: %s", async (version, kind) => {
    const { host: found } = await host(
      '[dependencies]\nsp1-sdk = { version = "*", features = ["profiling"] }\n',
      version,
    );
    expect(checkSp1Host(found, choice).map((problem) => problem.kind)).toEqual([kind]);
  });

  it("a guest of 32 bit does not run on a host of 64", async () => {
    const { host: found } = await host(
      '[dependencies]\nsp1-sdk = { version = "6", features = ["profiling"] }\n',
    );
    const kinds = (guest: string): string[] =>
      checkSp1Host(found, { ...choice, guestVersion: parseVersion(guest) }).map(({ kind }) => kind);
    expect(kinds("5.2.4")).toEqual(["rv32-guest"]);
    expect(kinds("6.2.0")).toEqual([]);
  });

  it("looks at the machine: Rust and protoc", async () => {
    const { host: found } = await host(
      '[dependencies]\nsp1-sdk = { version = "6", features = ["profiling"] }\n',
    );
    const kinds = checkSp1Host(found, choice, { cargo: parseVersion("1.80.0"), protoc: null }).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(["rust-too-old", "protoc-missing"]);
    expect(checkSp1Host(found, choice, { cargo: null })[0]).toMatchObject({
      kind: "cargo-missing",
      severity: "error",
    });
  });

  it("passes over broken manifests", async () => {
    const folder = tempFolder({ "a/Cargo.toml": "[package\nname = ", "b/Cargo.toml": "\u0000\u0001" });
    expect(await findSp1([folder])).toEqual({ guests: [], hosts: [] });
  });
});
