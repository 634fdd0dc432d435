import { expect, test } from "vitest";
import { guestsOf, lockOf, resolve } from "./project";

const named = (name: string, rest: string): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\n${rest}`;

test("the program is a guest, the script that proves it is none", () => {
  expect(
    guestsOf({
      "Cargo.toml": '[workspace]\nmembers = ["program", "script"]\n',
      "program/Cargo.toml": named("fib-program", '[dependencies]\nsp1-zkvm = "5.0.0"\n'),
      "script/Cargo.toml": named(
        "fib-script",
        '[dependencies]\nsp1-sdk = "5.0.0"\n[build-dependencies]\nsp1-build = "5.0.0"\n',
      ),
    }),
  ).toEqual(["program/Cargo.toml sp1 direct"]);
});

test("RISC Zero has one crate for both sides: methods and features tell guest and host apart", () => {
  const files = {
    "Cargo.toml":
      '[workspace]\nmembers = ["host", "methods", "core"]\n[workspace.dependencies]\nrisc0-zkvm = { version = "3", default-features = false }\n',
    "host/Cargo.toml": named(
      "host",
      '[dependencies]\nmethods = { path = "../methods" }\nrisc0-zkvm = { workspace = true, features = ["client"] }\n',
    ),
    "core/Cargo.toml": named("core", "[dependencies]\nrisc0-zkvm.workspace = true\n"),
    "methods/Cargo.toml": named(
      "methods",
      '[build-dependencies]\nrisc0-build = "3"\n[package.metadata.risc0]\nmethods = ["guest"]\n',
    ),
    "methods/guest/Cargo.toml": named(
      "guest",
      '[workspace]\n[dependencies]\nrisc0-zkvm = { version = "3", default-features = false, features = ["std"] }\n',
    ),
  };
  expect(guestsOf(files)).toEqual(["methods/guest/Cargo.toml risc0 direct"]);
});

test("several backends through optional features, each with the features that switch it on", () => {
  const guests = resolve({
    "Cargo.toml": named(
      "validator",
      '[dependencies]\nsp1-zkvm = { version = "5", optional = true }\nziskos = { version = "1.1.0-alpha", optional = true }\n[features]\nsuccinct = ["dep:sp1-zkvm"]\nzisk = ["dep:ziskos"]\nall = ["succinct", "zisk"]\n',
    ),
  });
  expect(guests.map((guest) => [guest.backend, guest.evidence, guest.features])).toEqual([
    ["sp1", "optional", ["all", "succinct"]],
    ["zisk", "optional", ["all", "zisk"]],
  ]);
});

test("a platform crate of another project brings the SDK: the lock names its version", () => {
  const manifest = named(
    "validator",
    '[workspace]\n[dependencies]\nere-platform-zisk = "0.1"\nsha2 = "0.10"\n',
  );
  const [guest] = resolve({
    "Cargo.toml": manifest,
    "Cargo.lock": lockOf(
      "validator 0.1.0 → ere-platform-zisk, sha2",
      "ere-platform-zisk 0.1.0 io → ziskos",
      "sha2 0.10.9 io",
      "ziskos 0.15.0 git+https://github.com/0xPolygonHermez/zisk.git?tag=v0.15.0#abc",
    ),
  });
  expect(guest?.sdk).toMatchObject({ name: "ziskos", version: "0.15.0", wanted: null });
  expect(guest?.packages.find((p) => p.name === "ziskos")?.path).toEqual([
    "validator",
    "ere-platform-zisk",
    "ziskos",
  ]);
});

test("a library that only its patched crates connect with an SDK is no guest", () => {
  expect(
    guestsOf({
      "Cargo.toml": named(
        "lib",
        '[workspace]\n[dependencies]\nsha2 = "0.10"\n[patch.crates-io]\nsha2 = { git = "https://g/h", tag = "t" }\n',
      ),
      "Cargo.lock": lockOf(
        "lib 0.1.0 → sha2",
        "sha2 0.10.9 git+https://g/h?tag=t#1 → ziskos",
        "ziskos 0.15.0 io",
      ),
    }),
  ).toEqual([]);
});

test("a library that a guest links is part of that guest", () => {
  expect(
    guestsOf({
      "lib/Cargo.toml": named("guest-lib", '[dependencies]\nziskos = "1"\n'),
      "guest/Cargo.toml": named(
        "guest",
        '[workspace]\n[dependencies]\nziskos = "1"\nguest-lib = { path = "../lib" }\n',
      ),
    }),
  ).toEqual(["guest/Cargo.toml zisk direct"]);
});

test("members by glob, exclude, nested workspaces: each guest has its own root and lock", () => {
  const guest = (name: string, rest = ""): string => named(name, `${rest}[dependencies]\nopenvm = "1.4"\n`);
  const guests = resolve({
    "Cargo.toml": '[workspace]\nmembers = ["crates/*/*"]\nexclude = ["alone"]\n',
    "crates/a/guest/Cargo.toml": guest("a"),
    "crates/b/Cargo.toml": guest("b"),
    "alone/Cargo.toml": guest("alone"),
    "nested/Cargo.toml": guest("nested", "[workspace]\n"),
  });
  expect(
    guests.map((g) => [g.name, g.workspaceRoot, g.lock.file, g.findings.map((f) => f.kind).join()]),
  ).toEqual([
    ["a", "Cargo.toml", "Cargo.lock", "lock-missing"],
    ["b", "crates/b/Cargo.toml", "crates/b/Cargo.lock", "not-a-member,lock-missing"],
    ["alone", "alone/Cargo.toml", "alone/Cargo.lock", "lock-missing"],
    ["nested", "nested/Cargo.toml", "nested/Cargo.lock", "lock-missing"],
  ]);
});

test("what the workspace gives is filled in, with both places", () => {
  const [guest] = resolve({
    "Cargo.toml":
      '[workspace]\nmembers = ["g"]\n[workspace.dependencies]\nalloy-primitives = { version = "1.4", default-features = false, features = ["map"] }\nk = { version = "0.13", package = "k256" }\n',
    "g/Cargo.toml": named(
      "g",
      '[dependencies]\nziskos = "1"\nalloy-primitives = { workspace = true, features = ["sha3-keccak"] }\nk.workspace = true\n',
    ),
  });
  const [, alloy, k] = guest!.dependencies;
  expect(alloy).toMatchObject({ version: "1.4", features: ["map", "sha3-keccak"], defaultFeatures: false });
  expect(alloy!.workspacePlace).toMatchObject({ file: "Cargo.toml", range: { start: { line: 3 } } });
  expect(k).toMatchObject({ key: "k", package: "k256", version: "0.13" });
});

test("members whose manifests are not at hand are known from the lock", () => {
  const guests = resolve({
    "Cargo.toml": '[workspace]\nmembers = ["reth/*"]\n',
    "Cargo.lock": lockOf(
      "hashes 0.1.0 → ziskos",
      "host 0.1.0 → zisk-sdk",
      "zisk-sdk 1.0.0 io → ziskos",
      "ziskos 1.0.0 io",
    ),
  });
  expect(guests.map((g) => [g.name, g.evidence, g.findings.map((f) => f.kind)])).toEqual([
    ["hashes", "reachable", ["manifest-missing"]],
  ]);
});

test("a missing, broken or foreign lock is told with the way out and resolves nothing", () => {
  const manifest = named("g", '[workspace]\n[dependencies]\nziskos = "1"\n');
  const state = (lock: string | null): unknown => {
    const [guest] = resolve({ "Cargo.toml": manifest, ...(lock === null ? {} : { "Cargo.lock": lock }) });
    return [guest!.lock.kind, guest!.packages.length, guest!.sdk.version];
  };
  const whole = lockOf("g 0.1.0 → ziskos", "ziskos 1.1.0 io");
  expect(state(whole)).toEqual(["found", 2, "1.1.0"]);
  expect(state(null)).toEqual(["missing", 0, null]);
  expect(state(whole.slice(0, -12))).toEqual(["broken", 0, null]);
  expect(state(lockOf("other 0.1.0 → ziskos", "ziskos 1.1.0 io"))).toEqual(["without-guest", 0, null]);
});

test("the SDK comes through a library of the project that is not at hand: only the lock tells", () => {
  const lock = lockOf(
    "prover 0.1.0 → kernel-core",
    "kernel 0.1.0 → rt, kernel-core",
    "kernel-core 0.1.0",
    "rt 0.1.0 → ziskos",
    "ziskos 1.4.0 io",
  );
  const kernel = named(
    "kernel",
    '[dependencies]\nrt = { path = "../../rt" }\nkernel-core = { path = "../core" }\n',
  );
  // A member, one whose manifest lies outside of the workspace that locks it, and one without any manifest.
  expect(
    guestsOf({
      "Cargo.toml": '[workspace]\nmembers = ["*"]\n',
      "Cargo.lock": lock,
      "kernel/Cargo.toml": kernel,
    }),
  ).toEqual(["kernel/Cargo.toml zisk reachable"]);
  const build = { "build/Cargo.toml": '[workspace]\nmembers = ["kernel"]\n', "build/Cargo.lock": lock };
  expect(guestsOf({ ...build, "kernel/Cargo.toml": kernel })).toEqual(["kernel/Cargo.toml zisk reachable"]);
  expect(guestsOf(build)).toEqual(["build/Cargo.toml zisk reachable"]);
});

test("a library of the guest that is at hand speaks for itself, and a host is still none", () => {
  const files = {
    "Cargo.toml": '[workspace]\nmembers = ["*"]\n',
    "Cargo.lock": lockOf(
      "bench 0.1.0 → rt",
      "cli 0.1.0 → rt, sp1-sdk",
      "rt 0.1.0 → sp1-zkvm",
      "sp1-sdk 5.0.0 io",
      "sp1-zkvm 5.0.0 io",
    ),
    "rt/Cargo.toml": named("rt", '[dependencies]\nsp1-zkvm = "5"\n'),
    "bench/Cargo.toml": named("bench", '[dependencies]\nrt = { path = "../rt" }\n'),
    "cli/Cargo.toml": named("cli", '[dependencies]\nrt = { path = "../rt" }\nsp1-sdk = "5"\n'),
  };
  expect(guestsOf(files)).toEqual(["rt/Cargo.toml sp1 direct"]);
});
