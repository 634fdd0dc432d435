import { curveOps, type Point } from "../../../src/core/engine/precompiles/curves";
import { primes } from "../../../src/core/engine/precompiles/field";
import { add, csr, GuestWriter } from "../ziskAssembler";
import { all256, all384, pointWords, q, x, type EdgeGuest } from "./edgeGuest";

interface Curve {
  /** The two-operand and one-operand accelerators, by port. */
  readonly pair: readonly [string, number][];
  readonly single: readonly [string, number][];
  readonly p: bigint;
  readonly words: number;
  readonly base: Point;
  readonly double: string | null;
}

const curves: readonly Curve[] = [
  {
    pair: [["secp256k1_add", 0x803]],
    single: [["secp256k1_dbl", 0x804]],
    p: primes.secp256k1,
    words: 4,
    base: [
      0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
      0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
    ],
    double: "secp256k1_dbl",
  },
  {
    pair: [["secp256r1_add", 0x817]],
    single: [["secp256r1_dbl", 0x818]],
    p: primes.secp256r1,
    words: 4,
    base: [
      0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    ],
    double: "secp256r1_dbl",
  },
  {
    pair: [
      ["bn254_curve_add", 0x806],
      ["bn254_complex_add", 0x808],
      ["bn254_complex_sub", 0x809],
      ["bn254_complex_mul", 0x80a],
    ],
    single: [["bn254_curve_dbl", 0x807]],
    p: primes.bn254,
    words: 4,
    base: [1n, 2n],
    double: "bn254_curve_dbl",
  },
  {
    pair: [
      ["bls12_381_curve_add", 0x80c],
      ["bls12_381_complex_add", 0x80e],
      ["bls12_381_complex_sub", 0x80f],
      ["bls12_381_complex_mul", 0x810],
    ],
    single: [["bls12_381_curve_dbl", 0x80d]],
    p: primes.bls12381,
    words: 6,
    base: [
      0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
      0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
    ],
    double: "bls12_381_curve_dbl",
  },
  {
    pair: [["babyjubjub_add", 0x81d]],
    single: [],
    p: primes.bn254Order,
    words: 4,
    base: [
      5299619240641551281634865583518297030282874472190772894086521144482721001553n,
      16950150798460657717958625567821834550301663161624707787222815936182638968203n,
    ],
    double: null,
  },
  {
    pair: [["ed25519_add", 0x820]],
    single: [],
    p: primes.ed25519,
    words: 4,
    base: [
      0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
      0x6666666666666666666666666666666666666666666666666666666666666658n,
    ],
    double: null,
  },
];

/** Curves and complex fields: equal and opposite points, zero, coordinates not reduced, points beside the curve. */
/** secp256k1 alone goes on where there is no slope, with what its memory happens to hold. */
const undefinedPairs = [
  "a point and itself",
  "a point and its opposite",
  "zero twice",
  "the neutral point twice",
];
const undefinedSingles = ["zero and a point", "zero twice", "y of p"];
const noSlope = (name: string, isSuch: boolean): Pick<EdgeGuest, "tells"> =>
  name.startsWith("secp256k1") && isSuch ? { tells: /no slope: what ziskemu gives is undefined/ } : {};

export function curveGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  for (const { pair, single, p, words, base, double } of curves) {
    const full = words === 4 ? all256 : all384;
    const two: Point = double === null ? base : curveOps[double]!.one!(base);
    const opposite: Point = [base[0], p - base[1]];
    const zero: Point = [0n, 0n];
    const points: readonly (readonly [string, Point, Point])[] = [
      ["two points", base, two],
      ["a point and itself", base, base],
      ["a point and its opposite", base, opposite],
      ["zero and a point", zero, base],
      ["a point and zero", base, zero],
      ["zero twice", zero, zero],
      ["points beside the curve", [3n, 5n], [7n, 11n]],
      ["the largest coordinates", [p - 1n, p - 1n], [1n, p - 1n]],
      ["x of p", [p, 1n], [2n, 3n]],
      ["y of p", [1n, p], [2n, 3n]],
      ["x of p + 1", [p + 1n, base[1]], two],
      ["a second x of p", base, [p, 1n]],
      ["a second y of p", base, [1n, p]],
      ["all bits", [full, full], base],
      ["all bits second", base, [full, full - 1n]],
      ["the neutral point", [0n, 1n], base],
      ["the neutral point twice", [0n, 1n], [0n, 1n]],
    ];
    for (const [name, port] of pair)
      for (const [what, a, b] of points) {
        const g = new GuestWriter();
        const at = g.words(pointWords(a, words));
        const other = g.words(pointWords(b, words));
        g.li(x, at)
          .li(q, other)
          .put(csr(2, 0, x, port), add(0, q, 0));
        g.showWords(at, 2 * words);
        guests.push({
          name: `${name}: ${what}`,
          elf: g.exit().elf(),
          ...noSlope(name, undefinedPairs.includes(what)),
        });
      }
    for (const [name, port] of single)
      for (const [what, a] of points) {
        const g = new GuestWriter();
        const at = g.words(pointWords(a, words));
        g.li(x, at)
          .put(csr(2, 0, x, port))
          .showWords(at, 2 * words);
        guests.push({
          name: `${name}: ${what}`,
          elf: g.exit().elf(),
          ...noSlope(name, undefinedSingles.includes(what)),
        });
      }
  }
  return guests;
}
