import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readLock } from "../../../src/core/coverage/lock";
import { readManifest } from "../../../src/core/coverage/manifest";
import { resolveGuests } from "../../../src/core/coverage/resolve";
import type { TextRange } from "../../../src/core/coverage/types";
import { randomFrom } from "../../bench/bench";
import { lockOf } from "./project";

const rounds = Number(process.env["CYCLELENS_FUZZ_ROUNDS"] ?? 60);
const guests = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/guests");

interface Sample {
  readonly manifest: string;
  readonly lock: string;
}

const small: Sample = {
  manifest: `[package]
name = "g"
version = "0.1.0"
[workspace]
[dependencies]
sp1-zkvm = { version = "5", features = ["verify"] }
sha2 = "0.10"
[patch.crates-io]
sha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "t" }
`,
  lock: lockOf(
    "g 0.1.0 → sha2 0.10.9, k256, sp1-zkvm",
    "k256 0.13.4 io → sha2 0.9.9",
    "sha2 0.10.9 git+https://github.com/sp1-patches/RustCrypto-hashes?tag=t#1",
    "sha2 0.9.9 io",
    "sp1-zkvm 5.0.8 io",
  ),
};

/** The small one of ours, and where they are at hand a few real ones. */
function samples(): readonly Sample[] {
  if (!existsSync(guests)) return [small];
  const of = (folder: string): Sample => ({
    manifest: readFileSync(path.join(guests, folder, "Cargo.toml"), "utf8"),
    lock: readFileSync(path.join(guests, folder, "Cargo.lock"), "utf8"),
  });
  const dates = readdirSync(path.join(guests, "ethrex/sp1"));
  return [small, of("rsp/bin/client"), ...dates.map((date) => of(`ethrex/sp1/${date}`))];
}

const pieces = [
  "\n",
  '"',
  "'",
  "[",
  "]",
  "[[package]]\n",
  "{",
  "}",
  "=",
  "<<<<<<< HEAD\n",
  "\0",
  "\ufeff",
  "\r\n",
  "\\",
  "💥",
  "dependencies = [\n",
  'name = "sha2"\n',
];

/** One to four cuts, doublings, swaps or insertions. */
function mutate(text: string, random: () => number): string {
  let out = text;
  for (let count = 1 + (random() % 4); count > 0; count--) {
    const at = random() % (out.length + 1);
    const length = random() % 200;
    const kind = random() % 5;
    if (kind === 0) out = out.slice(0, at);
    else if (kind === 1) out = out.slice(0, at) + out.slice(at + length);
    else if (kind === 2)
      out = out.slice(0, at) + out.slice(at, at + length).repeat(2) + out.slice(at + length);
    else if (kind === 3) out = out.slice(0, at) + pieces[random() % pieces.length]! + out.slice(at);
    else out = out.slice(0, at) + String.fromCharCode(random() % 128) + out.slice(at + 1);
  }
  return out;
}

function expectInside(text: string, range: TextRange): void {
  const lines = text.split("\n").length;
  expect(range.start.line).toBeGreaterThanOrEqual(0);
  expect(range.end.line).toBeLessThanOrEqual(lines);
  expect(range.start.line < range.end.line || range.start.character <= range.end.character).toBe(true);
}

test("a lock of any text reads or is broken with a place; rows and edges stay in bounds", () => {
  for (const [index, sample] of samples().entries()) {
    const random = randomFrom(index + 1);
    for (let round = 0; round < rounds; round++) {
      const text = mutate(sample.lock, random);
      const lock = readLock("Cargo.lock", text);
      for (const problem of lock.problems) expectInside(text, problem.range);
      expect(lock.names.length === lock.count && lock.versions.length === lock.count).toBe(true);
      expect(lock.edges.every((row) => row >= 0 && row < lock.count)).toBe(true);
      const lines = text.replace(/^\ufeff/, "").split("\n");
      if (lock.broken === null)
        for (let row = 0; row < lock.count; row++) {
          // What is told as an entry stands there word for word.
          const line = lines[lock.nameLines[row]!]!;
          if (!line.includes("\\")) expect(line).toContain(lock.names[row]!);
        }
    }
  }
});

test("a manifest of any text reads; what is left out is told with a place", () => {
  for (const [index, sample] of samples().entries()) {
    const random = randomFrom(100 + index);
    for (let round = 0; round < rounds; round++) {
      const text = mutate(sample.manifest, random);
      const manifest = readManifest("Cargo.toml", text);
      for (const problem of manifest.problems) expectInside(text, problem.range);
      for (const item of [...manifest.dependencies, ...manifest.patches])
        expectInside(text, item.place.range);
    }
  }
});

test("cut anywhere, neither file makes a guest more covered than the whole does", () => {
  const states = (sample: Sample): readonly string[] =>
    resolveGuests({
      files: new Map([
        ["Cargo.toml", sample.manifest],
        ["Cargo.lock", sample.lock],
      ]),
    }).guests.flatMap((guest) => [
      ...guest.patches
        .filter((patch) => patch.state === "applied")
        .map((patch) => `applied ${patch.package}`),
      ...guest.packages.flatMap((item) => [
        `${item.name} ${item.version}`,
        // Cut behind its version, an entry looks like a path package; a source is never made up.
        item.source === null ? "path" : `${item.name} from ${item.source}`,
      ]),
    ]);
  for (const sample of samples()) {
    const whole = new Set([...states(sample), "path"]);
    const steps = Math.min(sample.lock.length, Math.max(60, rounds / 4));
    for (let step = 0; step < steps; step++) {
      const cut = Math.floor((sample.lock.length * step) / steps);
      for (const told of states({ ...sample, lock: sample.lock.slice(0, cut) }))
        expect(whole.has(told)).toBe(true);
    }
    for (let step = 0; step < steps; step++) {
      const cut = Math.floor((sample.manifest.length * step) / steps);
      for (const told of states({ ...sample, manifest: sample.manifest.slice(0, cut) }))
        expect(whole.has(told)).toBe(true);
    }
  }
});

test.each([
  ["deep lists", `a = ${"[".repeat(50_000)}`],
  ["deep tables", `a = ${"{a=".repeat(20_000)}`],
  ["long dotted keys", `${"a.".repeat(20_000)}a = 1`],
  ["a long line", `a = "${"x".repeat(1_000_000)}`],
  ["many headers", "[a]\n".repeat(20_000)],
  ["many errors", "=\n".repeat(20_000)],
])("%s: read or told, at once", (_name, text) => {
  expect(readManifest("Cargo.toml", text).problems.length).toBeLessThan(3);
  expect(readLock("Cargo.lock", text).count).toBe(0);
});

test("a lock whose entries all have one name, all tied to each other, ends", () => {
  const entry = (n: number): string =>
    `[[package]]\nname = "a"\nversion = "1.0.${n}"\ndependencies = [\n "a 1.0.0",\n "a 9.9.9",\n]\n`;
  const lock = readLock(
    "Cargo.lock",
    `version = 4\n${Array.from({ length: 20_000 }, (_, n) => entry(n)).join("")}`,
  );
  expect(lock.count).toBe(20_000);
  expect(lock.problems.length).toBeLessThanOrEqual(51);
});
