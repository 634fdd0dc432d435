import { expect, test } from "vitest";
import { resolveGuests } from "../../../src/core/coverage/resolve";
import { io, lockOf, resolve } from "./project";

const manifest = `[package]
name = "g"
version = "0.1.0"
[workspace]
[dependencies]
ziskos = "1"
revm = "33"
[build-dependencies]
builder = "1"
`;
const lock = lockOf(
  "builder 1.0.0 io → sha2 0.9.9",
  "g 0.1.0 → builder, revm, ziskos",
  "host-only 0.1.0 → k256",
  "k256 0.13.4 io",
  "precompile 1.0.0 io → revm, sha2 0.10.9",
  "revm 33.1.0 io → precompile",
  "sha2 0.10.9 io",
  "sha2 0.9.9 io",
  "ziskos 1.0.0 io → sha2 0.10.9",
);
const files = { "Cargo.toml": manifest, "Cargo.lock": lock };

test("shortest chains, cycles, users; what other members use is not there", () => {
  const [guest] = resolve(files);
  expect(guest!.packages.map((p) => `${p.path.join("→")} ${p.version} ${p.use}`)).toEqual([
    "g 0.1.0 normal",
    "g→revm 33.1.0 normal",
    "g→ziskos 1.0.0 normal",
    "g→revm→precompile 1.0.0 unsure",
    "g→ziskos→sha2 0.10.9 unsure",
    "g→builder 1.0.0 build",
    "g→builder→sha2 0.9.9 build",
  ]);
  const names = (ids: readonly number[]): string[] =>
    ids.map((id) => guest!.packages.find((p) => p.id === id)!.name);
  expect(names(guest!.packages.find((p) => p.version === "0.10.9")!.users)).toEqual(["ziskos", "precompile"]);
});

test("cargo metadata tells features, kinds and what this target leaves out", () => {
  const id = (name: string): string => `${io}#${name}`;
  const node = (
    name: string,
    deps: readonly [string, string | null][],
    features: readonly string[] = [],
  ): unknown => ({
    id: id(name),
    features,
    deps: deps.map(([to, kind]) => ({ name: to, pkg: id(to), dep_kinds: [{ kind, target: null }] })),
  });
  const packages = [
    "g 0.1.0",
    "revm 33.1.0",
    "ziskos 1.0.0",
    "precompile 1.0.0",
    "sha2 0.10.9",
    "builder 1.0.0",
  ].map((text) => {
    const [name, version] = text.split(" ");
    return { id: id(name!), name, version, source: name === "g" ? null : io, targets: [{ kind: ["lib"] }] };
  });
  const metadata = JSON.stringify({
    packages,
    resolve: {
      nodes: [
        node("g", [
          ["revm", null],
          ["ziskos", null],
          ["builder", "build"],
        ]),
        node("revm", [["precompile", null]], ["std"]),
        node("precompile", [["sha2", null]]),
        node("sha2", [], ["asm"]),
        node("ziskos", []),
        node("builder", []),
      ],
    },
  });
  const { guests } = resolveGuests({
    files: new Map(Object.entries(files)),
    metadata: new Map([["Cargo.toml", metadata]]),
  });
  expect(guests[0]!.sharpened).toBe(true);
  expect(
    guests[0]!.packages.map((p) => `${p.path.join("→")} ${p.use} [${p.features?.join() ?? "?"}]`),
  ).toEqual([
    "g normal []",
    "g→revm normal [std]",
    "g→ziskos normal []",
    "g→revm→precompile normal []",
    "g→revm→precompile→sha2 normal [asm]",
    "g→builder build []",
    "g→builder→sha2 off [?]",
  ]);
});

test.each([
  "{",
  "[]",
  "null",
  '{"packages":[],"resolve":null}',
  '{"packages":[{"id":1}],"resolve":{"nodes":[null]}}',
])("metadata %s is told and left aside", (text) => {
  const { guests } = resolveGuests({
    files: new Map(Object.entries(files)),
    metadata: new Map([["Cargo.toml", text]]),
  });
  expect(guests[0]!.sharpened).toBe(false);
  expect(guests[0]!.findings.map((f) => f.kind)).toEqual(["metadata"]);
  expect(guests[0]!.packages).toHaveLength(7);
});
