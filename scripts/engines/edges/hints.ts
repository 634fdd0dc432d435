import { primes } from "../../../src/core/engine/precompiles/field";
import { csr, GuestWriter } from "../ziskAssembler";
import { all256, all384, limbs, x, type EdgeGuest } from "./edgeGuest";

const parameterSizes = [1, 2, 4, 8, 12, 16, 20, 24, 25, 32, 48, 64, 80, 96, 128, 256];

/** Gives a hint words in memory, in parts of sizes that there are, and asks for it. */
function ask(g: GuestWriter, id: number, words: readonly bigint[]): GuestWriter {
  const at = g.words(words);
  for (let done = 0; done < words.length;) {
    const size = parameterSizes.filter((each) => each > 1 && each <= words.length - done).pop();
    if (size === undefined) {
      g.li(x, words[done]!).put(csr(2, 0, x, 0x8f0));
      done++;
    } else {
      g.li(x, at + 8 * done).put(csr(2, 0, x, 0x8f0 + parameterSizes.indexOf(size)));
      done += size;
    }
  }
  return g.put(csr(5, 0, id & 31, 0x8c0 + (id >> 5)));
}

function take(g: GuestWriter, count: number): GuestWriter {
  for (let k = 0; k < count; k++) g.put(csr(2, 12, 0, 0xffe)).show(12);
  return g;
}

const four = (...values: readonly bigint[]): bigint[] => values.flatMap((value) => limbs(value, 4));
const six = (...values: readonly bigint[]): bigint[] => values.flatMap((value) => limbs(value, 6));

/** Parameters of hints: zero, numbers not below the order, what has no inverse or root, too few words. */
const calls: readonly (readonly [string, number, readonly bigint[], number])[] = [
  ...[1, 2, 5, 6].flatMap((id) =>
    [
      0n,
      1n,
      all256,
      primes.secp256k1,
      primes.secp256k1Order,
      primes.secp256r1Order,
      primes.bn254,
      12345n,
    ].map((value) => [`of ${value.toString(16)}`, id, four(value), 4] as const),
  ),
  ...[0n, 1n, primes.bls12381, primes.bls12381 + 2n, all384].flatMap((value) => [
    [`of ${value.toString(16)}`, 10, six(value), 6] as const,
    [`of ${value.toString(16)}`, 11, six(value), 7] as const,
    [`of ${value.toString(16)} and 3`, 12, six(value, 3n), 12] as const,
    [`of 3 and ${value.toString(16)}`, 12, six(3n, value), 12] as const,
    [`of ${value.toString(16)} and 3`, 13, six(value, 3n), 13] as const,
    [`of 3 and ${value.toString(16)}`, 13, six(3n, value), 13] as const,
    [`of ${value.toString(16)} and 0`, 13, six(value, 0n), 13] as const,
  ]),
  ...[0n, 1n, primes.bn254, primes.bn254 + 2n, all256].flatMap((value) => [
    [`of ${value.toString(16)} and 3`, 7, four(value, 3n), 8] as const,
    [`of 3 and ${value.toString(16)}`, 7, four(3n, value), 8] as const,
  ]),
  ...[2n, 3n, 4n, 5n, 0n, primes.secp256k1, primes.secp256k1 + 4n, all256].flatMap((value) =>
    [0n, 1n, 2n].map(
      (parity) => [`of ${value.toString(16)}, ${String(parity)}`, 3, [...four(value), parity], 5] as const,
    ),
  ),
  ...[0n, 1n, primes.secp256k1Order, primes.secp256k1Order >> 1n, all256, 1n << 128n].map(
    (value) => [`of ${value.toString(16)}`, 4, four(value), 10] as const,
  ),
  ...[
    [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
    [1n, 2n, 3n, 4n, 1n, 2n, 7n, 8n],
    [9n, 9n, 3n, 4n, 1n, 2n, 3n, 4n],
  ].flatMap((values) => [
    [`of ${values.join()}`, 8, four(...values), 16] as const,
    [`of ${values.join()}`, 14, six(...values), 24] as const,
    [`of ${values.join()}`, 9, four(...values.slice(0, 4)), 16] as const,
    [`of ${values.join()}`, 15, six(...values.slice(0, 4)), 24] as const,
  ]),
  ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((which) => {
    const with0 = (p: bigint, by: bigint): bigint[] =>
      [11n, 22n, 33n, 44n, 55n, 67n, 78n, 89n].map((value, i) => (i === which ? p + by : value));
    return [
      [`with number ${String(which)} of p + 5`, 8, four(...with0(primes.bn254, 5n)), 16] as const,
      [`with number ${String(which)} of p + 500`, 8, four(...with0(primes.bn254, 500n)), 16] as const,
      [`with number ${String(which)} of p + 5`, 14, six(...with0(primes.bls12381, 5n)), 24] as const,
      [`with number ${String(which)} of p + 500`, 14, six(...with0(primes.bls12381, 500n)), 24] as const,
      [`with number ${String(which)} of p + 5`, 9, four(...with0(primes.bn254, 5n).slice(0, 4)), 16] as const,
      [
        `with number ${String(which)} of p + 5`,
        15,
        six(...with0(primes.bls12381, 5n).slice(0, 4)),
        24,
      ] as const,
    ];
  }),
  ["of y = 0", 9, four(3n, 4n, 0n, 0n), 16],
  ["of y = 0", 15, six(3n, 4n, 0n, 0n), 24],
  ["of nothing", 16, [0n], 2],
  ["of zero", 16, [2n, 0n, 0n], 2],
  ["of a number", 16, [2n, 0xabn, 1n], 10],
  ["of a length beyond all", 16, [400n, 1n], 2],
  ["of all there is", 16, [385n, 1n], 2],
  ["of a huge length", 16, [1n << 63n, 1n], 2],
  ["of too many bits", 16, [130n, ...Array.from({ length: 130 }, () => (1n << 64n) - 1n)], 2],
  ["of zeros", 17, [2n, ...four(0n, 0n)], 2],
  ["of no number", 17, [0n], 2],
  ["of two", 17, [2n, ...four(5n, 1n << 70n)], 2],
  ["of three", 17, [3n, ...four(5n, 1n << 255n, 1n << 254n)], 2],
  ["of 96", 17, [96n, 1n], 2],
  ["of 97", 17, [97n, 1n], 2],
  ["of zeros", 18, Array.from({ length: 16 }, () => 0n), 2],
  ["of two", 18, [...six(5n), 9n, 9n, ...six(1n << 380n), 9n, 9n], 2],
  ["of the first", 18, [...six(1n << 300n), 0n, 0n, ...six(7n), 0n, 0n], 2],
  ["of padding alone", 18, [...six(0n), 1n, 1n, ...six(0n), 1n, 1n], 2],
  ["by zero", 19, four(7n, 0n), 8],
  ["of all by 3", 19, four(all256, 3n), 8],
  ["of zero", 20, four(0n), 5],
  ["of two", 20, four(2n), 5],
  ["of all", 20, four(all256), 5],
  ["modulo zero", 21, four(3n, 0n), 13],
  ["modulo one", 21, four(3n, 1n), 13],
  ["of zero modulo one", 21, four(0n, 1n), 13],
  ["of zero", 21, four(0n, 15n), 13],
  ["of six modulo nine", 21, four(6n, 9n), 13],
  ["of more than the modulus", 21, four(all256, 15n), 13],
  ["of all by all", 21, four(all256, all256), 13],
  ["by zero", 22, [1n, 7n, 1n, 0n], 4],
  ["of nothing by one", 22, [0n, 1n, 1n], 10],
  ["of a long one", 22, [5n, 1n, 2n, 3n, 4n, 5n, 2n, 7n, 9n], 10],
  ["of a length beyond all", 22, [385n, 1n], 10],
  ["of a huge length", 22, [(1n << 64n) - 1n, 1n], 10],
  ["of a second length beyond all", 22, [1n, 1n, 384n], 10],
  ["before the input", 23, [0x0fffffffn], 0],
  ["at the hint's word", 23, [0x10000000n], 0],
  ["at its last byte", 23, [0x10000007n], 0],
  ["behind the input", 23, [0x10000008n], 0],
  ["behind all memory", 23, [1n << 40n], 0],
  ["of no index", 24, [], 0],
  ["of two indexes", 24, [1n, 2n], 0],
  ["of the last index", 24, [(1n << 64n) - 1n], 0],
  ["of no state", 25, [], 1],
  ["of an unknown state", 25, Array.from({ length: 25 }, () => 7n), 1],
  ["of a state too long", 25, Array.from({ length: 26 }, () => 7n), 1],
  ...[
    [0n, 0n],
    [0n, 5n],
    [5n, 0n],
    [4n, 1n],
    [2n, 1n],
    [primes.ed25519, 1n],
    [primes.ed25519 + 4n, 1n],
    [1n, primes.ed25519],
    [all256, all256 - 7n],
  ].map(
    (values) => [`of ${values.map((v) => v.toString(16).slice(-6)).join()}`, 26, four(...values), 5] as const,
  ),
  ["that does not exist", 28, [1n], 1],
  ["that is none", 0, [1n], 1],
  ["that is far off", 999, [1n], 1],
];

export function hintGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = calls.map(([what, id, words, count]) => ({
    name: `hint ${String(id)} ${what}`,
    elf: take(ask(new GuestWriter(), id, words), count)
      .exit()
      .elf(),
  }));
  const other = (name: string, write: (g: GuestWriter) => void): void => {
    const g = new GuestWriter();
    write(g);
    guests.push({ name: `hints: ${name}`, elf: g.exit().elf() });
  };
  other("one result too many", (g) => take(ask(g, 20, four(3n)), 6));
  other("all results and the word behind them", (g) => {
    take(ask(g, 20, four(3n)), 5)
      .li(x, 0x10000000)
      .put((3 << 12) | (x << 15) | (12 << 7) | 3)
      .show(12);
  });
  other("results without a hint", (g) => take(g, 1));
  other("results of a hint that has none", (g) => take(ask(g, 24, [3n]), 1));
  other("parameters that an earlier hint was given", (g) => {
    take(ask(g, 19, four(1000n, 7n)), 2);
    take(ask(g, 19, limbs(999n, 4)), 8);
    take(ask(g, 3, limbs(4n, 4)), 5);
  });
  other("as many parameters as there may be", (g) => {
    const at = g.words([3n]);
    g.li(x, at)
      .put(csr(2, 0, x, 0x8ff), csr(2, 0, x, 0x8fe))
      .put(csr(2, 0, x, 0x8f1));
    take(g.put(csr(5, 0, 20, 0x8c0)), 5);
  });
  other("more parameters than there may be", (g) => {
    const at = g.words([3n]);
    g.li(x, at)
      .put(csr(2, 0, x, 0x8ff), csr(2, 0, x, 0x8fe))
      .put(csr(2, 0, x, 0x8f2));
  });
  other("parameters from nowhere", (g) => g.li(x, 8).put(csr(2, 0, x, 0x8f2)));
  other("parameters misaligned", (g) => {
    g.li(x, g.words(four(3n, 5n)) + 3).put(csr(2, 0, x, 0x8f3), csr(5, 0, 19, 0x8c0));
    take(g, 8);
  });
  other("a keccak that is kept, twice", (g) => {
    const state = Array.from({ length: 25 }, (_, i) => BigInt(i));
    for (const index of [5n, 6n]) {
      ask(g, 24, [index]);
      g.li(x, g.words(state)).put(csr(2, 0, x, 0x800));
    }
    take(ask(g, 25, state), 1);
  });
  guests.push({
    name: "hint 27, a seed",
    elf: ask(new GuestWriter(), 27, []).exit().elf(),
    tells: /ziskemu draws anew for each run/,
  });
  return guests;
}
