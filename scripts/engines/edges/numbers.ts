import { primes } from "../../../src/core/engine/precompiles/field";
import { csr, GuestWriter, store } from "../ziskAssembler";
import { all256, all384, limbs, x, type EdgeGuest } from "./edgeGuest";

/** Numbers of any size: moduli of zero and one, carries that are none, results over operands and pointers. */
export function numberGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  const values = (words: number): readonly (readonly [string, bigint])[] => {
    const full = words === 4 ? all256 : all384;
    return [
      ["0", 0n],
      ["1", 1n],
      ["all bits", full],
      ["p", words === 4 ? primes.bn254 : primes.bls12381],
      ["a power", 1n << 200n],
    ];
  };
  for (const [name, port, words] of [
    ["arith256_mod", 0x802, 4],
    ["arith384_mod", 0x80b, 6],
  ] as const)
    for (const [what, m] of values(words)) {
      const full = words === 4 ? all256 : all384;
      for (const [a, b, c] of [
        [full, full, full],
        [0n, full, m],
        [3n, 5n, 7n],
      ] as const) {
        const g = new GuestWriter();
        const at = [a, b, c, m, 0n].map((value) => g.words(limbs(value, words)));
        const block = g.words(at.map(BigInt));
        g.li(x, block)
          .put(csr(2, 0, x, port))
          .showWords(at[4]!, words);
        guests.push({
          name: `${name}: modulus ${what}, ${a === full ? "full" : String(a)}`,
          elf: g.exit().elf(),
        });
      }
    }
  for (const [name, port, words, results] of [
    ["arith256", 0x801, 4, 2],
    ["arith256_mod", 0x802, 4, 1],
    ["arith384_mod", 0x80b, 6, 1],
  ] as const) {
    const block = (change: (at: number[], g: GuestWriter) => number[], shift = 0): Uint8Array => {
      const g = new GuestWriter();
      const at = [7n, all256, 11n, 13n, 17n].map((value) => g.words(limbs(value, words)));
      const room = g.words(Array.from({ length: 16 }, () => 0n));
      const wanted = change([...at, room], g);
      const start = g.words([...wanted.slice(0, 5).map(BigInt), 0n, 0n]);
      g.li(x, start + shift).put(csr(2, 0, x, port));
      for (const each of at.slice(0, 3)) g.showWords(each, words);
      return g.showWords(start, 5).exit().elf();
    };
    const one = (at: readonly number[], which: number, to: number): number[] =>
      at.map((each, i) => (i === which ? to : each));
    const push = (what: string, elf: Uint8Array): void => void guests.push({ name: `${name}: ${what}`, elf });
    for (let k = 0; k < 5; k++) {
      push(
        `operand ${k} misaligned`,
        block((at) => one(at, k, at[k]! + 4)),
      );
      push(
        `operand ${k} nowhere`,
        block((at) => one(at, k, 8)),
      );
      push(
        `operand ${k} over the end`,
        block((at) => one(at, k, 0xc0000000 - 8)),
      );
      push(
        `operand ${k} in read-only data`,
        block((at) => one(at, k, 0x90010000)),
      );
      push(
        `operand ${k} in the stack`,
        block((at) => one(at, k, 0xa0300000)),
      );
    }
    push(
      "block misaligned",
      block((at) => at, 4),
    );
    push(
      "result over the first operand",
      block((at) => one(at, 4, at[0]!)),
    );
    push(
      "all operands the same",
      block((at) => [at[1]!, at[1]!, at[1]!, at[1]!, at[5]!]),
    );
    if (results === 2)
      push(
        "both results the same",
        block((at) => one(at, 4, at[3]!)),
      );
    // The result lies over its own parameters: they are looked at again for their cost.
    for (const back of [0, 8, 16, 24, 32]) {
      const g = new GuestWriter();
      const numbers = [0xa0300000n, 1n, 0n, (1n << 250n) - 1n].map((value) => g.words(limbs(value, words)));
      const at = g.words([0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
      for (const [k, to] of [...numbers, at + back].entries())
        g.li(12, at + 8 * k)
          .li(13, to)
          .put(store(3, 12, 13, 0));
      g.li(x, at)
        .put(csr(2, 0, x, port))
        .showWords(at, 10);
      push(`result over parameter ${back / 8}`, g.exit().elf());
    }
  }
  for (const [a, b] of [
    [all256, 0n],
    [all256, 1n],
    [all256, all256],
    [0n, 0n],
  ] as const)
    for (const carry of [0n, 1n, 2n, 3n, (1n << 64n) - 1n]) {
      const g = new GuestWriter();
      const [at, other, result] = [a, b, 0n].map((value) => g.words(limbs(value, 4))) as [
        number,
        number,
        number,
      ];
      const block = g.words([BigInt(at), BigInt(other), carry, BigInt(result)]);
      g.li(x, block)
        .put(csr(2, 12, x, 0x811))
        .show(12)
        .showWords(result, 4);
      guests.push({
        name: `add256: ${a === 0n ? 0 : "all"} + ${String(b & 3n)} + ${String(carry)}`,
        elf: g.exit().elf(),
      });
    }
  for (const [what, rd] of [
    ["without a register", 0],
    ["into its own pointer", x],
  ] as const) {
    const g = new GuestWriter();
    const at = g.words(limbs(all256, 4));
    const block = g.words([BigInt(at), BigInt(at), 1n, BigInt(at)]);
    g.li(x, block)
      .put(csr(2, rd, x, 0x811))
      .show(x)
      .showWords(at, 4);
    guests.push({ name: `add256: ${what}`, elf: g.exit().elf() });
  }
  return guests;
}
