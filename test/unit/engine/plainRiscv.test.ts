import { describe, expect, it } from "vitest";
import { differencesOf, eager, interpreted, translated, type Ran } from "../../../scripts/verify/twoMachines";
import { PlainRiscv } from "./support/plainRiscv";
import {
  codeAt,
  edgeProgram,
  elfOfProgram,
  inputAt,
  randomProgram,
  readOnlyAt,
  textOf,
  without,
  type RandomProgram,
} from "./support/randomProgram";

/** Programs of a batch, and batches: some thousand programs in all. */
const programs = 40;
const batches = 54;
const limit = 5_000_000;

function plainly({ code, readOnly, input }: RandomProgram): PlainRiscv {
  const plain = new PlainRiscv(new Map(code.map(({ word }, k) => [codeAt + 4 * k, word])), codeAt);
  const put = (at: number, words: BigUint64Array): void =>
    words.forEach((word, k) => plain.store(BigInt(at + 8 * k), 8, word));
  put(readOnlyAt, readOnly);
  put(inputAt, input);
  // The machine's own code calls the guest.
  plain.x[1] = 0x101cn;
  plain.x[10] = 0x10000000n;
  plain.x[11] = 0xa0410000n;
  if (!plain.run(limit)) throw new Error("the program does not end");
  return plain;
}

/** Where memory is not what the plain model has; registers are in memory by then. */
function memoryDifferences(plain: PlainRiscv, { machine }: Ran): string[] {
  const out: string[] = [];
  for (const [at, byte] of plain.memory) {
    if (at < 0xa0000000) continue;
    const got = machine.memory.bytes[at - 0xa0000000];
    if (got !== byte && out.length < 5)
      out.push(`byte at 0x${at.toString(16)}: ${String(got)}, not ${String(byte)}`);
  }
  return machine.fault === null && machine.ended ? out : [`ended: ${String(machine.fault?.message)}`, ...out];
}

/** What is wrong with a program; nothing where all three machines agree. */
function wrong(program: RandomProgram, seed: number): string[] {
  const plain = plainly(program);
  const elf = elfOfProgram(program);
  const input = new Uint8Array(program.input.buffer);
  const reference = interpreted(elf, input, limit);
  const out = memoryDifferences(plain, reference);
  if (out.length > 0) return ["the interpreter", ...out];
  let state = seed;
  const slice = (): number => 1 + ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % 3000);
  const fast = translated(elf, input, limit, {
    tuning: eager(1 + (seed % 13)),
    ...(seed % 3 === 0 ? {} : { slice, goesOn: seed % 3 === 1 }),
  });
  const more = [...memoryDifferences(plain, fast), ...differencesOf(reference, fast, false)];
  return more.length > 0 ? ["translated code", ...more] : [];
}

/** The same failure with as few instructions as leaving out one after the other finds. */
function shrunk(program: RandomProgram, seed: number): string {
  const fails = (candidate: RandomProgram): boolean => {
    try {
      return wrong(candidate, seed).length > 0;
    } catch {
      return false;
    }
  };
  let least = program;
  const until = Date.now() + 30_000;
  for (let size = program.code.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < program.code.length && Date.now() < until; at += size) {
      const candidate = without(least, at, size);
      if (fails(candidate)) least = candidate;
    }
  return textOf(least);
}

function expectAgreement(program: RandomProgram, seed: number): void {
  const problems = wrong(program, seed);
  if (problems.length > 0)
    expect.fail(`seed ${String(seed)}: ${problems.slice(0, 12).join("\n  ")}\n${shrunk(program, seed)}`);
}

describe("a second model of RISC-V, which shares no code with the engine", () => {
  it.each(Array.from({ length: 6 }, (_, k) => k))(
    "agrees on registers and memory for thousands of random programs (%i of 6)",
    (part) => {
      for (let seed = 1 + part; seed <= batches; seed += 6)
        expectAgreement(randomProgram(seed, programs), seed);
    },
    240_000,
  );

  it("agrees on every operation with every pair of edge operands", () => {
    const edges = [
      0n,
      1n,
      -1n,
      1n << 63n,
      (1n << 63n) - 1n,
      1n << 31n,
      -(1n << 31n),
      (1n << 32n) - 1n,
      1n << 32n,
    ];
    edges.push(63n, 64n, -128n, 0x8080n);
    for (let k = 0; k < edges.length; k += 4) expectAgreement(edgeProgram(edges, k, 4), k + 1);
  }, 240_000);
});
