// Layouts and manifests as projects of the field have them.
import { describe, expect, it } from "vitest";
import { cover, fixed, rowOf } from "./answers";
import { lockOf } from "./project";

const pack = (name: string, rest: string, version = "0.1.0"): string =>
  `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${rest}`;
const sha2 = "https://github.com/sp1-patches/RustCrypto-hashes?tag=patch-sha2-0.10.9-sp1-4.0.0";
const digest = "c".repeat(40);
const openvm = `git+https://github.com/openvm-org/openvm.git?tag=v1.4.1#${digest}`;

/** `manifest backend: crate state, …` a guest. */
const told = (files: Readonly<Record<string, string>>): string[] =>
  cover(files).guests.map(
    ({ manifest, backend, crates }) =>
      `${manifest} ${backend}: ${[...new Set(crates.map(({ crate, state }) => `${crate} ${state}`))].join(", ")}`,
  );

describe("where a guest stands", () => {
  it("programs of a rollup beside the libraries and hosts of one workspace", () => {
    expect(
      told({
        "Cargo.toml": `[workspace]\nmembers = ["programs/*", "utils/client", "utils/host"]\n[workspace.dependencies]\nsp1-zkvm = { version = "5.2.3", features = ["verify"] }\nsp1-sdk = "5.2.3"\nclient = { path = "utils/client" }\n[patch.crates-io]\nsha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-sha2-0.10.9-sp1-4.0.0" }\n`,
        "programs/range/Cargo.toml": pack(
          "range",
          "[dependencies]\nsp1-zkvm.workspace = true\nclient.workspace = true\n",
        ),
        "programs/aggregation/Cargo.toml": pack(
          "aggregation",
          '[dependencies]\nsp1-zkvm = { workspace = true }\nsha2 = "0.10.9"\n',
        ),
        "utils/client/Cargo.toml": pack("client", '[lib]\n[dependencies]\nsha2 = "0.10.9"\nsp1-lib = "5"\n'),
        "utils/host/Cargo.toml": pack(
          "host",
          "[dependencies]\nsp1-sdk.workspace = true\nclient.workspace = true\n",
        ),
        "Cargo.lock": lockOf(
          "range 0.1.0 → client, sp1-zkvm",
          "aggregation 0.1.0 → sha2, sp1-zkvm",
          "client 0.1.0 → sha2, sp1-lib",
          "host 0.1.0 → client, sp1-sdk",
          "sp1-sdk 5.2.3 io",
          "sp1-lib 5.2.3 io",
          "sp1-zkvm 5.2.3 io → sp1-lib",
          `sha2 0.10.9 git+${sha2}#${digest}`,
        ),
      }),
    ).toEqual([
      "programs/range/Cargo.toml sp1: sha2 accelerated",
      "programs/aggregation/Cargo.toml sp1: sha2 accelerated",
    ]);
  });

  it("methods of a host, each a workspace of its own with its own lock and patches", () => {
    expect(
      told({
        "Cargo.toml": '[workspace]\nmembers = ["guests", "host"]\nexclude = ["guests/stateless"]\n',
        "guests/Cargo.toml": pack(
          "guests",
          '[build-dependencies]\nrisc0-build = "3.0"\n[package.metadata.risc0]\nmethods = ["stateless"]\n',
        ),
        "guests/stateless/Cargo.toml": pack(
          "stateless",
          '[workspace]\n[dependencies]\nrisc0-zkvm = { version = "3.0", default-features = false, features = ["std", "unstable"] }\nk256 = "0.13"\n[patch.crates-io]\nk256 = { git = "https://github.com/risc0/RustCrypto-elliptic-curves", tag = "k256/v0.13.4-risczero.1" }\n',
        ),
        "guests/stateless/Cargo.lock": lockOf(
          "stateless 0.1.0 → risc0-zkvm, k256",
          "risc0-zkvm 3.0.3 io",
          "risc0-bigint2 1.4.9 io",
          `k256 0.13.4 git+https://github.com/risc0/RustCrypto-elliptic-curves?tag=k256%2Fv0.13.4-risczero.1#${digest} → risc0-bigint2`,
        ),
        "host/Cargo.toml": pack(
          "host",
          '[dependencies]\nguests = { path = "../guests" }\nrisc0-zkvm = { version = "3.0", features = ["client"] }\n',
        ),
        "Cargo.lock": lockOf("guests 0.1.0", "host 0.1.0 → guests, risc0-zkvm", "risc0-zkvm 3.0.3 io"),
      }),
    ).toEqual(["guests/stateless/Cargo.toml risc0: k256 accelerated"]);
  });

  it("a guest with openvm.toml beside its host", () => {
    const files = {
      "Cargo.toml": `[workspace]\nmembers = ["bin/*"]\n[workspace.dependencies]\nopenvm = { git = "https://github.com/openvm-org/openvm.git", tag = "v1.4.1" }\nopenvm-sdk = { git = "https://github.com/openvm-org/openvm.git", tag = "v1.4.1" }\n`,
      "bin/guest/Cargo.toml": pack(
        "guest",
        '[dependencies]\nopenvm.workspace = true\nopenvm-sha2 = { git = "https://github.com/openvm-org/openvm.git", tag = "v1.4.1" }\n',
      ),
      "bin/guest/openvm.toml": "[app_vm_config.rv32i]\n",
      "bin/host/Cargo.toml": pack("host", "[dependencies]\nopenvm-sdk.workspace = true\n"),
      "Cargo.lock": lockOf(
        "guest 0.1.0 → openvm, openvm-sha2",
        "host 0.1.0 → openvm-sdk",
        `openvm 1.4.1 ${openvm}`,
        `openvm-sha2 1.4.1 ${openvm}`,
        `openvm-sdk 1.4.1 ${openvm}`,
      ),
    };
    expect(told(files)).toEqual(["bin/guest/Cargo.toml openvm: openvm-sha2 inert"]);
    const { fix } = cover(files).guests[0]!.crates[0]!;
    expect(told(fixed(files, fix!))).toEqual(["bin/guest/Cargo.toml openvm: openvm-sha2 accelerated"]);
  });

  it("an SDK that is renamed, inherited, and only there for the machine's target", () => {
    expect(
      told({
        "Cargo.toml":
          '[workspace]\nmembers = ["guests/*"]\n[workspace.dependencies]\nos = { package = "ziskos", git = "https://github.com/0xPolygonHermez/zisk.git", tag = "v0.16.1" }\n',
        "guests/a/Cargo.toml": pack(
          "a",
          '[target.\'cfg(target_os = "zkvm")\'.dependencies]\nos.workspace = true\n[dependencies]\nhash = { package = "sha2", version = "0.10.9" }\n',
        ),
        "Cargo.lock": lockOf(
          "a 0.1.0 → ziskos, sha2",
          `ziskos 0.16.1 git+https://github.com/0xPolygonHermez/zisk.git?tag=v0.16.1#${digest}`,
          "sha2 0.10.9 io",
        ),
      }),
    ).toEqual(["guests/a/Cargo.toml zisk: sha2 unpatched"]);
  });
});

describe("where a patch stands", () => {
  const manifest = pack("g", '[workspace]\n[dependencies]\nsp1-zkvm = "5"\nsha2 = "0.10"\n');
  it("in cargo's configuration: its paths are relative to the folder that .cargo lies in", () => {
    const files = (version: string) => ({
      "g/Cargo.toml": manifest,
      "g/.cargo/config.toml": '[patch.crates-io]\nsha2 = { path = "vendor/sha2" }\n',
      "g/vendor/sha2/Cargo.toml": pack("sha2", '[dependencies]\nsp1-lib = "5"\n', version),
      "g/Cargo.lock": lockOf(
        "g 0.1.0 → sha2, sp1-zkvm",
        "sha2 0.10.9 → sp1-lib",
        "sp1-lib 5.0.0 io",
        "sp1-zkvm 5.0.0 io → sp1-lib",
      ),
    });
    expect(told(files("0.10.9"))).toEqual(["g/Cargo.toml sp1: sha2 accelerated"]);
    expect(told(files("0.11.0"))).toEqual(["g/Cargo.toml sp1: sha2 unknown"]);
  });

  it("in [replace]: the lock keeps the plain entry, and the other one is linked", () => {
    const io = "registry+https://github.com/rust-lang/crates.io-index";
    const lock = `version = 3\n\n[[package]]\nname = "g"\nversion = "0.1.0"\ndependencies = [\n "sha2 0.10.9 (${io})",\n "sp1-zkvm",\n]\n\n[[package]]\nname = "sha2"\nversion = "0.10.9"\nsource = "${io}"\nreplace = "sha2 0.10.9 (git+${sha2})"\n\n[[package]]\nname = "sha2"\nversion = "0.10.9"\nsource = "git+${sha2}#${digest}"\n\n[[package]]\nname = "sp1-zkvm"\nversion = "5.0.0"\nsource = "${io}"\n`;
    const replace =
      '[replace]\n"sha2:0.10.9" = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-sha2-0.10.9-sp1-4.0.0" }\n';
    const files = { "Cargo.toml": manifest + replace, "Cargo.lock": lock };
    expect(told(files)).toEqual(["Cargo.toml sp1: sha2 accelerated"]);
    const row = rowOf(cover(files), "sha2");
    expect(row.path).toEqual(["g", "sha2"]);
    expect(row.related?.range.start.line).toBe(11);
    expect(told({ "Cargo.toml": manifest, "Cargo.lock": lock })).toEqual(["Cargo.toml sp1: sha2 unpatched"]);
  });
});
