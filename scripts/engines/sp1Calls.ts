import { add, addEdwards, double, type Point } from "../../src/core/engine/precompiles/curves";
import { mod, power, primes } from "../../src/core/engine/precompiles/field";
import { generator, hookGuest, precompileGuest, words, type MadeGuest } from "./sp1Guests";

const points = {
  secp256k1: [
    0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
    0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  ],
  secp256r1: [
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  ],
  bn254: [1n, 2n],
  bls12381: [
    0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
    0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
  ],
  ed25519: [
    0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
    0x6666666666666666666666666666666666666666666666666666666666666658n,
  ],
} as const satisfies Record<string, Point>;
const d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

/** Every precompile and hook of SP1 6 on plain operands and on edges. */
export function sp1Calls(): MadeGuest[] {
  const random = generator(7);
  const wide = (bits: number): bigint => {
    let value = 0n;
    for (let i = 0; i < bits; i += 32) value = (value << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return BigInt.asUintN(bits, value);
  };
  const out: MadeGuest[] = [];
  const put = (
    name: string,
    code: number,
    a: readonly bigint[],
    b: readonly bigint[] | number,
    n = 1,
  ): void => void out.push(precompileGuest(name, code, a, b, n));
  const flat = (p: Point, count: number): bigint[] => [...words(p[0], count), ...words(p[1], count)];
  // 1. Hashes.
  const block = Array.from({ length: 64 }, () => wide(64));
  put("keccak", 0x00010109, block, 0, 3);
  put("sha_extend", 0x00300105, block, 0, 2);
  put("sha_compress", 0x00010106, block, block.slice(3, 11), 2);
  put(
    "poseidon2",
    0x00000133,
    Array.from({ length: 8 }, () => ((wide(32) % 0x7f000001n) << 32n) | (wide(32) % 0x7f000001n)),
    0,
    2,
  );
  // 2. Whole numbers.
  const a = wide(256);
  put("uint256_mul", 0x0001011d, words(a, 4), [...words(wide(256), 4), ...words(wide(255), 4)], 2);
  put("uint256_mul modulo 2^256", 0x0001011d, words(a, 4), [...words(wide(256), 4), 0n, 0n, 0n, 0n], 2);
  // 3. Curves.
  for (const [curve, sum, twice, count, a4] of [
    ["secp256k1", 0x0001010a, 0x0000010b, 4, 0n],
    ["secp256r1", 0x0001012c, 0x0000012d, 4, -3n],
    ["bn254", 0x0001010e, 0x0000010f, 4, 0n],
    ["bls12381", 0x0001011e, 0x0000011f, 6, 0n],
  ] as const) {
    const p = primes[curve];
    const g = points[curve];
    const g2 = double(g, a4, p);
    const minus: Point = [g[0], mod(-g[1], p)];
    put(`${curve}_add`, sum, flat(g, count), flat(g2, count), 3);
    put(`${curve}_add of other points`, sum, flat(add(g, g2, p), count), flat(double(g2, a4, p), count));
    put(`${curve}_double`, twice, flat(g, count), 0, 3);
    put(`${curve}_add of one point twice`, sum, flat(g, count), flat(g, count));
    put(`${curve}_add to nothing`, sum, flat(g, count), flat(minus, count));
    put(`${curve}_add off the curve`, sum, flat([5n, 7n], count), flat([11n, 13n], count));
    put(`${curve}_double off the curve`, twice, flat([5n, 7n], count), 0);
    put(`${curve}_double of y = 0`, twice, flat([5n, 0n], count), 0);
  }
  const e = points.ed25519;
  const e2 = addEdwards(e, e, -1n, d, primes.ed25519);
  put("ed_add", 0x00010107, flat(e, 4), flat(e2, 4), 2);
  put("ed_add of one point twice", 0x00010107, flat(e, 4), flat(e, 4));
  put("ed_add of the neutral one", 0x00010107, flat([0n, 1n], 4), flat(e, 4));
  put("ed_add to the neutral one", 0x00010107, flat([mod(-e[0], primes.ed25519), e[1]], 4), flat(e, 4));
  for (const sign of [0, 1, 2])
    for (const y of [e[1], e2[1], 3n, 2n, 1n, 0n])
      put(
        `ed_decompress of ${String(y % 1000n)}, ${String(sign)}`,
        0x00000108,
        [0n, 0n, 0n, 0n, ...words(y, 4)],
        sign,
      );
  // 4. Fields.
  for (const [name, p, count, first] of [
    ["bls12381", primes.bls12381, 6, 0x00010120],
    ["bn254", primes.bn254, 4, 0x00010126],
  ] as const)
    for (const [i, what] of ["fp_add", "fp_sub", "fp_mul", "fp2_add", "fp2_sub", "fp2_mul"].entries()) {
      const [x, y, z, w] = [wide(256) % p, wide(64 * count) % p, p - 1n, wide(64 * count) % p] as const;
      put(`${name}_${what}`, first + i, flat([x, y], count), flat([z, w], count), 2);
      put(`${name}_${what} of small ones`, first + i, flat([1n, 0n], count), flat([2n, p - 1n], count), 2);
    }
  out.push(...refusals(), ...hooks(wide));
  return out;
}

/** What the machine refuses. */
function refusals(): MadeGuest[] {
  return [
    precompileGuest("an unknown call", 0x7f, [], 0),
    precompileGuest("secp256k1_decompress", 0x0000010c, [], 0),
    precompileGuest("mprotect", 0x00000132, [], 0),
    precompileGuest("keccak with a1", 0x00010109, [], 8),
    precompileGuest("sha_extend with a1", 0x00300105, [], 8),
    precompileGuest("poseidon2 with a1", 0x00000133, [], 8),
    precompileGuest("an end without a start", 0x04, [], 0),
    precompileGuest("input that is not there", 0xf1, [], 8),
  ];
}

function hooks(wide: (bits: number) => bigint): MadeGuest[] {
  const out: MadeGuest[] = [];
  const big = (value: bigint, length: number): number[] => [...littleBytes(value, length)].reverse();
  for (const [curve, id, p] of [
    ["secp256k1", 1, primes.secp256k1],
    ["secp256r1", 2, primes.secp256r1],
  ] as const)
    for (const odd of [0, 0x80])
      for (const r of [1n, 2n, 3n, 5n, wide(250)]) {
        const alpha = mod(r * r * r + (curve === "secp256k1" ? 7n : -3n * r + bOfR1), p);
        const bytes = Uint8Array.from([id | odd, ...big(r, 32), ...big(alpha, 32)]);
        const isSquare = power(alpha, (p - 1n) / 2n, p) === 1n;
        out.push(
          hookGuest(`ecrecover ${curve} ${String(r % 1000n)} ${String(odd)}`, 15, bytes, isSquare ? 3 : 2),
        );
      }
  const q = primes.ed25519;
  for (const y of [0n, 1n, 2n, 3n, 4n, points.ed25519[1], q + 1n]) {
    const v = mod(d * y * y + 1n, q);
    for (const answers of [1, 3])
      out.push(
        hookGuest(
          `ed_decompress hook of ${String(y % 1000n)}, ${String(answers)}`,
          16,
          Uint8Array.from([...littleBytes(y, 32), ...littleBytes(v, 32)]),
          answers,
        ),
      );
  }
  out.push(
    hookGuest(
      "rsa",
      17,
      Uint8Array.from([...littleBytes(wide(4000), 512), ...littleBytes(wide(2047) | (1n << 2047n), 256)]),
      2,
    ),
  );
  for (const x of [0n, 1n, 2n, 3n, 4n, wide(380)]) {
    out.push(hookGuest(`bls square root of ${String(x % 1000n)}`, 18, Uint8Array.from(big(x, 48)), 2));
    out.push(hookGuest(`bls inverse of ${String(x % 1000n)}`, 19, Uint8Array.from(big(x, 48)), 1));
    for (const [p, nonSquare] of [
      [primes.secp256k1, 3n],
      [q, 2n],
      [primes.bn254Order, 5n],
    ] as const) {
      const field = [0, 0, 0, 32, ...big(x % p, 32), ...big(p, 32)];
      out.push(
        hookGuest(
          `field square root of ${String(x % 1000n)}`,
          20,
          Uint8Array.from([...field, ...big(nonSquare, 32)]),
          2,
        ),
      );
      out.push(hookGuest(`field inverse of ${String(x % 1000n)}`, 21, Uint8Array.from(field), 1));
    }
  }
  out.push(hookGuest("a descriptor that nobody listens on", 99, Uint8Array.of(1, 2, 3), 0));
  out.push(
    hookGuest(
      "a hint that is longer than a word",
      14,
      Uint8Array.from({ length: 16 }, (_, i) => i),
      1,
    ),
  );
  return out;
}

const bOfR1 = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

function littleBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}
