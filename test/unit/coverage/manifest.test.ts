import { expect, test } from "vitest";
import { readManifest } from "../../../src/core/coverage/manifest";
import { readOpenvmConfig } from "../../../src/core/coverage/openvm";
import type { Place } from "../../../src/core/coverage/types";

const text = `[package]
name = "guest"
version = "0.1.0"

[dependencies]
sha2 = "0.10.9" # hash
openvm-k256 = { git = "https://github.com/openvm-org/openvm.git", tag = "v1.4.1", package = "k256", optional = true }
revm = { version = "33.1.0", default-features = false, features = ["bn"] }
serde.workspace = true

[dependencies.alloy]
version = "1"
features = [
  "sha3-keccak",
]

[target.'cfg(target_os = "zkvm")'.dependencies]
sp1-zkvm = "5"

[build-dependencies]
sp1-build = "5"

[features]
default = ["openvm"]
openvm = ["dep:openvm-k256"]

[patch.crates-io]
sha2-v0-10-9 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", package = "sha2", tag = "patch-sha2-0.10.9-sp1-4.0.0" }

[patch."https://github.com/lambdaclass/bls12_381"]
bls12_381 = { git = "https://github.com/lambdaclass/bls12_381-patch/", branch = "expose-fp-struct" }

[replace]
"k256:0.13.4" = { path = "../k256" }
`;

/** The text that a place marks. */
function marked(source: string, { range }: Place): string {
  const lines = source.split("\n").slice(range.start.line, range.end.line + 1);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, range.end.character);
  return lines.join("\n").slice(range.start.character);
}

test("dependencies of every kind", () => {
  const { dependencies } = readManifest("Cargo.toml", text);
  expect(dependencies.map((d) => `${d.kind} ${d.key}=${d.package} ${d.target ?? ""}`.trim())).toEqual([
    "normal sha2=sha2",
    "normal openvm-k256=k256",
    "normal revm=revm",
    "normal serde=serde",
    "normal alloy=alloy",
    "build sp1-build=sp1-build",
    'normal sp1-zkvm=sp1-zkvm cfg(target_os = "zkvm")',
  ]);
  expect(dependencies[1]).toMatchObject({ tag: "v1.4.1", optional: true, version: null });
  expect(dependencies[2]).toMatchObject({ defaultFeatures: false, features: ["bn"] });
  expect(dependencies[3]).toMatchObject({ inherited: true });
  expect(dependencies[4]).toMatchObject({ version: "1", features: ["sha3-keccak"] });
});

test("every place marks exactly its text", () => {
  const { dependencies, patches } = readManifest("Cargo.toml", text);
  expect(marked(text, dependencies[0]!.place)).toBe('sha2 = "0.10.9"');
  expect(marked(text, dependencies[2]!.featuresPlace!)).toBe('["bn"]');
  expect(marked(text, dependencies[4]!.place)).toBe(
    '[dependencies.alloy]\nversion = "1"\nfeatures = [\n  "sha3-keccak",\n]',
  );
  expect(marked(text, patches[0]!.keyPlace)).toBe("sha2-v0-10-9");
});

test("patches of every table", () => {
  const { patches } = readManifest("Cargo.toml", text);
  expect(patches.map((p) => `${p.table} ${p.key}=${p.package} ${p.tag ?? p.branch ?? p.path}`)).toEqual([
    "crates-io sha2-v0-10-9=sha2 patch-sha2-0.10.9-sp1-4.0.0",
    "https://github.com/lambdaclass/bls12_381 bls12_381=bls12_381 expose-fp-struct",
    "crates-io k256:0.13.4=k256 ../k256",
  ]);
});

test("CRLF and a byte order mark move no place", () => {
  const windows = readManifest("Cargo.toml", `\ufeff${text.replaceAll("\n", "\r\n")}`);
  expect(windows.patches).toEqual(readManifest("Cargo.toml", text).patches);
});

test.each([
  ["a value half-typed", 'sha2 = "0.10.9" # hash', 'sha2 = "0.1', 5, 6],
  ["a header half-typed", "[patch.crates-io]", "[patch.crates-io", 26, 7],
  ["a table half-typed", 'features = ["bn"] }', "features = [", 7, 6],
])("%s: one syntax error, the rest stands", (_name, from, to, line, dependencies) => {
  const manifest = readManifest("Cargo.toml", text.replace(from, to));
  expect(manifest.problems.map((problem) => problem.kind)).toEqual(["syntax"]);
  expect(manifest.problems[0]!.range.start.line).toBe(line);
  expect(manifest.package?.name).toBe("guest");
  expect(manifest.dependencies).toHaveLength(dependencies);
});

test("keys under a broken header are nobody's: a patch must not become a dependency", () => {
  const broken = readManifest("Cargo.toml", text.replace("[patch.crates-io]", "[patch.crates-io"));
  expect(broken.patches.map((patch) => patch.key)).toEqual(["bls12_381", "k256:0.13.4"]);
  expect(broken.features.has("sha2-v0-10-9")).toBe(false);
});

test("of a conflict neither side counts", () => {
  const manifest = readManifest(
    "Cargo.toml",
    `[package]\nname = "guest"\n<<<<<<< HEAD\n[dependencies]\nsha2 = "0.10.8"\n=======\n[dependencies]\nsha2 = "0.10.9"\n>>>>>>> theirs\n[features]\na = []\n`,
  );
  expect(manifest.problems).toMatchObject([{ kind: "conflict", range: { start: { line: 2 } } }]);
  expect(manifest.dependencies).toEqual([]);
  expect([...manifest.features.keys()]).toEqual(["a"]);
});

test("sections of openvm.toml with their values", () => {
  const { config } = readOpenvmConfig(
    "openvm.toml",
    `[app_vm_config.rv32i]\n[app_vm_config.keccak]\n[app_vm_config.modular]\nsupported_moduli = ["115792", "7"]\n[[app_vm_config.ecc.supported_curves]]\nstruct_name = "Secp256k1Point"\n`,
  );
  expect(
    config.sections.map((s) => `${s.name}: ${s.values.map((v) => `${v.key}=${v.value}`).join(" ")}`),
  ).toEqual([
    "rv32i: ",
    "keccak: ",
    "modular: supported_moduli=115792 supported_moduli=7",
    "ecc: struct_name=Secp256k1Point",
  ]);
});
