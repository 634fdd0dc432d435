import { add, csr, GuestWriter } from "../ziskAssembler";
import { q, x, type EdgeGuest } from "./edgeGuest";

/** Places that operands may have, as an address for a number of words. */
const places: readonly (readonly [string, (g: GuestWriter, words: number) => number])[] = [
  ["misaligned", (g, n) => g.words(Array.from({ length: n + 1 }, (_, i) => BigInt(i + 1))) + 4],
  ["in read-only data", () => 0x90010000],
  ["in the input", () => 0x10000008],
  ["at the hint's word", () => 0x10000000],
  ["at the end of memory", (_, n) => 0xc0000000 - 8 * n],
  ["over the end of memory", (_, n) => 0xc0000000 - 8 * n + 8],
  ["at the stack's end", (_, n) => 0xa0400000 - 8 * (n >> 1)],
  ["below memory", () => 0x9ffffff8],
  ["nowhere", () => 0],
  ["in code", () => 0x90000000],
];

/** Where operands lie: at the ends of regions, in read-only memory, misaligned, one over the other. */
export function placeGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  const pairs: readonly [string, number, number, number][] = [
    ["secp256r1_add", 0x817, 8, 8],
    ["sha256", 0x805, 4, 8],
    ["blake3", 0x81e, 8, 8],
    ["ed25519_add", 0x820, 8, 8],
    ["bls12_381_complex_mul", 0x810, 12, 12],
  ];
  const singles: readonly [string, number, number][] = [
    ["keccak", 0x800, 25],
    ["poseidon2", 0x812, 16],
    ["poseidon1", 0x81b, 16],
    ["secp256r1_dbl", 0x818, 8],
    ["poseidon2_koalabear", 0x821, 8],
  ];
  const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(3 * i + 1));
  for (const [name, port, mine, yours] of pairs) {
    for (const [where, place] of places)
      for (const first of [true, false]) {
        const g = new GuestWriter();
        const good = g.words(numbers(first ? yours : mine));
        const bad = place(g, first ? mine : yours);
        const [a, b] = first ? [bad, good] : [good, bad];
        g.li(x, a)
          .li(q, b)
          .put(csr(2, 0, x, port), add(0, q, 0))
          .showWords(good, 4);
        guests.push({ name: `${name}: operand ${first ? "one" : "two"} ${where}`, elf: g.exit().elf() });
      }
    for (const by of [0, 8, 32]) {
      const g = new GuestWriter();
      const at = g.words(numbers(32));
      g.li(x, at + by)
        .li(q, at)
        .put(csr(2, 0, x, port), add(0, q, 0))
        .showWords(at, 24);
      guests.push({ name: `${name}: operands ${by} bytes apart`, elf: g.exit().elf() });
      if (by === 0) continue;
      const other = new GuestWriter();
      const there = other.words(numbers(32));
      other
        .li(x, there)
        .li(q, there + by)
        .put(csr(2, 0, x, port), add(0, q, 0))
        .showWords(there, 24);
      guests.push({ name: `${name}: operands -${by} bytes apart`, elf: other.exit().elf() });
    }
    const zeroes = new GuestWriter().li(x, 0xa0600000).put(csr(2, 0, x, port), add(0, 0, 0));
    guests.push({ name: `${name}: second operand x0`, elf: zeroes.exit().elf() });
  }
  for (const [name, port, words] of singles) {
    for (const [where, place] of places) {
      const g = new GuestWriter();
      const at = place(g, words);
      g.li(x, at)
        .put(csr(2, 0, x, port))
        .exit();
      guests.push({ name: `${name}: operand ${where}`, elf: g.elf() });
    }
    for (const [what, value] of [
      ["zeros", 0n],
      ["the field's order", 0xffffffff00000001n],
      ["all ones", (1n << 64n) - 1n],
      ["a lane of p", 0x7f000001n],
      ["largest lanes", 0x7f0000007f000000n],
      ["a high lane of p", 0x7f00000100000000n],
    ] as const) {
      const g = new GuestWriter();
      const at = g.words(Array.from({ length: words }, () => value));
      g.li(x, at)
        .put(csr(2, 0, x, port))
        .showWords(at, words);
      guests.push({ name: `${name}: ${what}`, elf: g.exit().elf() });
    }
  }
  return guests;
}
