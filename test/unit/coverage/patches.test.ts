import { expect, test } from "vitest";
import type { ResolvedGuest } from "../../../src/core/coverage/resolved";
import { lockOf, resolve } from "./project";

const hashes = "https://github.com/sp1-patches/RustCrypto-hashes";
const tag = "patch-sha2-0.10.9-sp1-4.0.0";
const patched = `git+${hashes}?tag=${tag}#0b1945ee`;
const patch = `sha2 = { git = "${hashes}", tag = "${tag}" }\n`;

function guest(
  tables: string,
  lock: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ResolvedGuest {
  return resolve({
    "Cargo.toml": `[package]\nname = "g"\nversion = "0.1.0"\n[workspace]\n[dependencies]\nsp1-zkvm = "5"\nsha2 = "0.10"\n${tables}`,
    "Cargo.lock": lockOf(...lock),
    ...more,
  })[0]!;
}

const states = (of: ResolvedGuest): string[] => of.patches.map((p) => `${p.key} ${p.where} ${p.state}`);
const plain = ["g 0.1.0 → sha2, sp1-zkvm", "sha2 0.10.8 io", "sp1-zkvm 5.0.8 io"];

test.each<[string, string, readonly string[], string]>([
  ["by tag", patch, ["g 0.1.0 → sha2, sp1-zkvm", `sha2 0.10.9 ${patched}`, "sp1-zkvm 5.0.8 io"], "applied"],
  [
    "written .git and /, tag with a slash",
    'sha2 = { git = "https://github.com/RISC0/hashes.git/", tag = "sha2/v1" }',
    [
      "g 0.1.0 → sha2, sp1-zkvm",
      "sha2 0.10.9 git+https://github.com/risc0/hashes?tag=sha2%2Fv1#1",
      "sp1-zkvm 5.0.8 io",
    ],
    "applied",
  ],
  [
    "by branch",
    `sha2 = { git = "${hashes}", branch = "zisk" }`,
    ["g 0.1.0 → sha2, sp1-zkvm", `sha2 0.10.9 git+${hashes}?branch=zisk#1`, "sp1-zkvm 5.0.8 io"],
    "applied",
  ],
  [
    "another tag than the lock's",
    patch.replace("4.0.0", "5.0.0"),
    ["g 0.1.0 → sha2, sp1-zkvm", `sha2 0.10.9 ${patched}`, "sp1-zkvm 5.0.8 io"],
    "stale",
  ],
  ["no version of the crate fits", patch, plain, "unused"],
  [
    "by path",
    'sha2 = { path = "../sha2" }',
    ["g 0.1.0 → sha2, sp1-zkvm", "sha2 0.10.9", "sp1-zkvm 5.0.8 io"],
    "applied",
  ],
  [
    "only another member uses it",
    patch,
    [...plain, `sha2 0.10.9 ${patched}`].map((l) => l.replace("→ sha2,", "→ sha2 0.10.8,")),
    "elsewhere",
  ],
])("a patch %s", (_name, entry, lock, state) => {
  expect(states(guest(`[patch.crates-io]\n${entry}`, lock))).toEqual([`sha2 root ${state}`]);
});

test("a doubled slash is another source: a repository can be patched with itself", () => {
  const lock = (slash: string): string[] => [
    "g 0.1.0 → openvm, sp1-zkvm",
    `openvm 1.4.2 git+https://github.com/openvm-org/${slash}openvm.git?tag=v1.4.2#1`,
    "sp1-zkvm 5.0.8 io",
  ];
  const entry =
    '[patch."https://github.com/openvm-org/openvm.git"]\nopenvm = { git = "https://github.com/openvm-org//openvm.git", tag = "v1.4.2" }\n';
  expect(states(guest(entry, lock("/")))).toEqual(["openvm root applied"]);
  expect(states(guest(entry, lock("")))).toEqual(["openvm root stale"]);
});

test("renamed by package, and the same entry twice", () => {
  const { patches } = guest(
    `[patch.crates-io]\nfirst = { git = "${hashes}", package = "sha2", tag = "${tag}" }\nsecond = { git = "${hashes}", package = "sha2", tag = "${tag}" }\n`,
    ["g 0.1.0 → sha2, sp1-zkvm", `sha2 0.10.9 ${patched}`, "sp1-zkvm 5.0.8 io"],
  );
  expect(patches.map((p) => [p.key, p.package, p.state, p.duplicateOf?.range.start.line ?? null])).toEqual([
    ["first", "sha2", "applied", null],
    ["second", "sha2", "applied", 8],
  ]);
});

test("patched and plain copies side by side are both told", () => {
  const { patches, packages } = guest(`[patch.crates-io]\n${patch}`, [
    "g 0.1.0 → sha2 0.10.9, kona, sp1-zkvm",
    "kona 1.0.0 io → sha2 0.11.0",
    `sha2 0.10.9 ${patched}`,
    "sha2 0.11.0 io",
    "sp1-zkvm 5.0.8 io",
  ]);
  const name = (id: number): string => packages.filter((p) => p.id === id).map((p) => p.path.join(" → "))[0]!;
  expect(patches[0]!.packages.map(name)).toEqual(["g → sha2"]);
  expect(patches[0]!.others.map(name)).toEqual(["g → kona → sha2"]);
});

test("an entry of [[patch.unused]] gives its place", () => {
  const files = guest(
    '[patch.crates-io]\nbn = { git = "https://github.com/sp1-patches/bn", tag = "t", package = "substrate-bn-succinct-rs" }\n',
    plain,
    {
      "Cargo.lock": `${lockOf(...plain)}\n[[patch.unused]]\nname = "substrate-bn-succinct-rs"\nversion = "0.6.0"\nsource = "git+https://github.com/sp1-patches/bn?tag=t#1"\n`,
    },
  );
  expect(files.patches[0]).toMatchObject({ state: "unused", unusedPlace: { file: "Cargo.lock" } });
});

test("patches of a member, of the workspace above and of cargo's configuration", () => {
  const table = `[patch.crates-io]\n${patch}`;
  const member = resolve({
    "Cargo.toml": '[workspace]\nmembers = ["g"]\n',
    "g/Cargo.toml": `[package]\nname = "g"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "5"\n${table}`,
    "Cargo.lock": lockOf(...plain),
  })[0]!;
  expect(states(member)).toEqual(["sha2 member ignored"]);
  const outer = resolve({
    "Cargo.toml": `[workspace]\nexclude = ["g"]\n${table}`,
    "g/Cargo.toml": '[package]\nname = "g"\nversion = "0.1.0"\n[dependencies]\nsp1-zkvm = "5"\n',
    "g/Cargo.lock": lockOf(...plain),
  })[0]!;
  expect(states(outer)).toEqual(["sha2 outer ignored"]);
  expect(states(guest("", plain, { ".cargo/config.toml": table }))).toEqual(["sha2 root unused"]);
});
