import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readKeptToml } from "../../../src/core/coverage/tomlKept";
import { readPlainToml } from "../../../src/core/coverage/tomlReader";
import { tableAt } from "../../../src/core/coverage/tomlTree";
import type { TomlTable, TomlValue } from "../../../src/core/coverage/tomlTree";
import { randomFrom } from "../../bench/bench";

const rounds = Number(process.env["CYCLELENS_FUZZ_ROUNDS"] ?? 60);
const guests = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/guests");

/** A tree as what it says: keys in order, values, every range. */
function picture(value: TomlValue): unknown {
  if (value.kind === "array") return [value.range, ...value.items.map(picture)];
  if (value.kind !== "table") return [value.kind, value.value, value.range];
  const entries = value.entries.map((entry) => {
    if (value.get(entry.key) !== entry) throw new Error(`${entry.key} is not found`);
    return [entry.key, entry.keyRange, entry.range, picture(entry.value)];
  });
  return [value.inline, value.range, entries];
}

function kept(text: string): TomlTable | null {
  try {
    return readKeptToml(text);
  } catch {
    return null;
  }
}

/** Both readers on one text: the plain one gives nothing or the same. True where it gave something. */
function agree(text: string): boolean {
  const plain = readPlainToml(text);
  if (plain === null) return false;
  const full = kept(text);
  if (full === null) throw new Error(`the full parser refuses ${JSON.stringify(text)}`);
  const [ours, theirs] = [JSON.stringify(picture(plain)), JSON.stringify(picture(full))];
  if (ours !== theirs) expect({ text, ours }).toEqual({ text, ours: theirs });
  return true;
}

function realManifests(): readonly string[] {
  if (!existsSync(guests)) return [];
  return readdirSync(guests, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".toml"))
    .map((file) => readFileSync(path.join(guests, file), "utf8"));
}

const sample = `# a guest
[package]
name = "g" # its name
version.workspace = true
edition = "2021"
description = """
two
lines"""
"authors" = ['A. Author <a@example.org>', "B"]

[lib]
crate-type = [
  "cdylib", # one
  'rlib',
]

[[bin]]
name = "one"
[[bin]]
name = "two"
[bin.more]
x = 1

[dependencies]
sp1-zkvm = { version = "5", features = ["verify", "lib"], default-features = false }
sha2.workspace = true
sha2.optional = true
[dependencies.k256]
git = "https://github.com/x/y"
[target.'cfg(target_os = "zkvm")'.dependencies]
tiny-keccak = { git = "https://github.com/x/y?a=\u{e9}", tag = "t" }
[profile.release]
lto = true
codegen-units = 1
`;

test("a manifest of every plain form is read as the full parser reads it", () => {
  expect(agree(sample)).toBe(true);
  expect(agree(sample.replaceAll("\n", "\r\n").replace(/"""[^]*?"""/, '"one line"'))).toBe(true);
});

test.each([
  "",
  "\n",
  " # only a comment",
  "a=1",
  "a = 1 # c\n# d",
  "[a]\n[a.b]\n[a.b.c]\nx=1",
  "[a.b]\n[a.c]\nx = 0\n",
  "a.b = 1\na.c = 2",
  "a . b = { c . d = [ ] }",
  "a = [[1, 2], [{ b = 1 }, { b = 2 }]]",
  "[[a]]\n[a.b]\n[[a.c]]\n[[a.c]]\nx=1\n[[a]]\n[a.b]",
  "a = '''x'''",
  "'' = 1\n",
  '"a.b" = 1\n[x."y z"]',
  "__proto__ = 1\n[constructor]\nprototype = 2",
])("%j: as the full parser", (text) => {
  agree(text);
  expect(kept(text)).not.toBeNull();
});

test.each([
  "a = 1\na = 2",
  "a = 1\n[a]",
  "[a]\n[a]",
  "[a]\nb = 1\n[a.b]",
  "[a]\nb.c = 1\n[a.b]",
  "a = { b = 1, b = 2 }",
  "a = { b = 1 }\na.c = 2",
  "a = { b = 1 }\n[a.c]",
  "a = []\n[[a]]",
  "[[a]]\n[a]",
  "[a]\n[[a]]",
  "a = 1 b = 2",
  "a = { b = 1, }",
  "a = { b = 1,\n c = 2 }",
  "a = [1,, 2]",
  "a = [,]",
  "a = 01",
  "a = 1_",
  "a = truely",
  'a = "\\q"',
  'a = "\u0001"',
  "# \u0001",
  "a =\n1",
  "[a\n]",
  "[ [a]]",
  "[[a] ]",
  "[]",
  "a. = 1",
  ".a = 1",
  "a = 1\r",
  'a = """x""""""',
])("%j: left to the full parser", (text) => {
  expect(readPlainToml(text)).toBeNull();
});

test("real manifests: as the full parser, and nearly all without it", () => {
  const texts = realManifests();
  const read = texts.filter(agree).length;
  expect(read).toBeGreaterThanOrEqual(texts.length * 0.9);
});

const pieces = [
  "\n",
  "\r\n",
  "\r",
  '"',
  '"""',
  "'",
  "'''",
  "[",
  "]",
  "[[",
  "]]",
  "{",
  "}",
  "=",
  ".",
  ",",
  "#",
  " ",
  "\t",
  "\\",
  "\0",
  "💥",
  "\ud800",
  "<<<<<<< HEAD\n",
  "true",
  "1",
  "1.5",
  "0x1",
  "2020-01-01",
  "inf",
  "a",
  "a = 1\n",
  "b = { c = 1 }\n",
  "[a]\n",
  "[a.b]\n",
  "[[a]]\n",
  "dependencies",
];

test("texts put together at random: the same, or left to the full parser", () => {
  const random = randomFrom(3);
  let read = 0;
  for (let round = 0; round < rounds * 150; round++) {
    let text = "";
    for (let count = random() % 12; count >= 0; count--) text += pieces[random() % pieces.length]!;
    if (agree(text)) read++;
  }
  expect(read).toBeGreaterThan(rounds);
});

/** Statements of few names: tables meet again, now rightly, now not. */
test("statements at random: the same, or left to the full parser", () => {
  const random = randomFrom(4);
  const names = ["a", "b", "c", '"a"', "'b'"];
  const key = (): string =>
    Array.from({ length: 1 + (random() % 3) }, () => names[random() % names.length]!).join(
      random() % 9 === 0 ? " . " : ".",
    );
  const value = (depth: number): string => {
    const kind = random() % (depth > 2 ? 5 : 8);
    if (kind === 0) return '"x"';
    if (kind === 1) return "'y' ".trimEnd();
    if (kind === 2) return String(random() % 100);
    if (kind === 3) return random() % 2 === 0 ? "true" : "false";
    if (kind === 4) return "'''\nlong\n'''";
    const items = Array.from({ length: random() % 4 }, () => value(depth + 1));
    if (kind === 5) return `[${items.join(", ")}]`;
    if (kind === 6) return `[\n  ${items.join(", # note\n  ")}\n]`;
    return `{ ${items.map((item) => `${key()} = ${item}`).join(", ")} }`;
  };
  let read = 0;
  for (let round = 0; round < rounds * 100; round++) {
    let text = "";
    for (let count = random() % 10; count >= 0; count--) {
      const kind = random() % 5;
      text +=
        kind === 0
          ? `[${key()}]\n`
          : kind === 1
            ? `[[${key()}]]\n`
            : `${key()} = ${value(0)}${random() % 4 === 0 ? " # c" : ""}\n`;
    }
    if (agree(text)) read++;
  }
  expect(read).toBeGreaterThan(rounds * 10);
});

test("real manifests, cut and mutated: the same, or left to the full parser", () => {
  const random = randomFrom(5);
  const texts = [sample, ...realManifests()];
  let read = 0;
  for (let round = 0; round < rounds * 40; round++) {
    let text = texts[random() % texts.length]!;
    // A part of it: errors of the whole would hide what stands behind them.
    const from = text.indexOf("\n", random() % text.length) + 1;
    text = text.slice(from, from + (random() % 1500));
    for (let count = random() % 3; count > 0; count--) {
      const at = random() % (text.length + 1);
      text = text.slice(0, at) + pieces[random() % pieces.length]! + text.slice(at + (random() % 3));
    }
    if (agree(text)) read++;
  }
  expect(read).toBeGreaterThan(rounds * 5);
});

const lines = `[package]
name = "member"
[dependencies]
alloy = "1.0"
layer-1 = { path = "../layer-1" }
layer_2 = { git = "https://github.com/x/y" }
sha2 = { version = "0.10" }
`;
const dependencies = (text: string) => tableAt(readPlainToml(text), "dependencies");

test("dependencies of the plainest form: keys without entries, entries as the full parser has them", () => {
  const keys = ["alloy", "layer-1", "layer_2", "sha2"];
  expect(dependencies(lines)?.lineKeys).toEqual(keys);
  expect(dependencies(`${lines}\n[lib]\nname = "x"\n`)?.lineKeys).toEqual(keys);
  for (const more of ["", "\n[lib]\n", "[dependencies.more]\nversion = '1'\n", "\n# end\n"])
    expect(agree(lines + more)).toBe(true);
});

test.each([
  ["a key that is not in order", lines.replace("alloy", "zeta")],
  ["one more as a table", `${lines}[dependencies.more]\nversion = "1"\n`],
])("%s: all keys or none", (_, text) => {
  const table = dependencies(text)!;
  const names = table.lineKeys;
  if (names !== null) expect(names).toEqual(table.entries.map(({ key }) => key));
  expect(agree(text)).toBe(true);
});

test.each([
  ["a renamed one", '{ version = "1", package = "b" }'],
  ["an optional one", '{ version = "1", optional = true }'],
  ["one of the workspace", "{ workspace = true }"],
  ["a comment behind it", '"1" # one'],
  ["an escape", '"\\u0031"'],
  ["a separator of lines", '"1\u2028beta = 2"'],
])("%s is more than its key", (_, value) => {
  const text = lines.replace('"1.0"', value);
  expect(dependencies(text)?.lineKeys ?? null).toBeNull();
  agree(text);
});

test("a key twice is left to the full parser", () => {
  expect(readPlainToml(`${lines}alloy = "2"\n`)).toBeNull();
  expect(readPlainToml(`${lines}[dependencies.alloy]\nversion = "2"\n`)).toBeNull();
});

test("plain dependencies cut and mutated: the same, or left to the full parser", () => {
  const random = randomFrom(6);
  let read = 0;
  for (let round = 0; round < rounds * 40; round++) {
    let text = `${lines}\n[features]\ndefault = []\n`;
    for (let count = random() % 3; count > 0; count--) {
      const at = random() % (text.length + 1);
      text = text.slice(0, at) + pieces[random() % pieces.length]! + text.slice(at + (random() % 3));
    }
    if (agree(text.slice(0, random() % 2 === 0 ? undefined : random() % text.length))) read++;
  }
  expect(read).toBeGreaterThan(rounds * 5);
});
