import { primes } from "../../../src/core/engine/precompiles/field";
import { syscall } from "../sp1Assembler";
import type { MadeGuest } from "../sp1Guests";
import { at, guest } from "./writing";

/** Numbers that are not reduced, zero, the largest, as operands of fields and curves. */
export function unreduced(): MadeGuest[] {
  const out: MadeGuest[] = [];
  const fields: readonly (readonly [
    string,
    bigint,
    number,
    readonly number[],
    readonly number[],
    readonly number[],
  ])[] = [
    [
      "bls12381",
      primes.bls12381,
      6,
      [0x10120, 0x10121, 0x10122],
      [0x10123, 0x10124, 0x10125],
      [0x1011e, 0x11f],
    ],
    ["bn254", primes.bn254, 4, [0x10126, 0x10127, 0x10128], [0x10129, 0x1012a, 0x1012b], [0x1010e, 0x10f]],
    ["secp256r1", primes.secp256r1, 4, [], [], [0x1012c, 0x12d]],
    ["secp256k1", primes.secp256k1, 4, [], [], [0x1010a, 0x10b]],
    ["ed25519", primes.ed25519, 4, [], [], [0x10107]],
  ];
  for (const [name, p, words, single, double, curve] of fields) {
    const full = (1n << BigInt(64 * words)) - 1n;
    const put = (values: readonly bigint[], offset: number, data: Uint8Array): void => {
      const view = new DataView(data.buffer);
      values.forEach((value, k) => {
        for (let i = 0; i < words; i++)
          view.setBigUint64(offset + 8 * (words * k + i), BigInt.asUintN(64, value >> BigInt(64 * i)), true);
      });
    };
    const pairs: readonly (readonly [string, readonly bigint[], readonly bigint[]])[] = [
      ["zeros", [0n, 0n], [0n, 0n]],
      ["p", [p, p], [1n, 2n]],
      ["p second", [1n, 2n], [p, p]],
      ["p + 1 and 2p", [p + 1n, 2n * p <= full ? 2n * p : p], [p + 3n, 5n]],
      ["all bits", [full, full], [full, full - 1n]],
      ["small ones", [3n, 4n], [5n, p - 1n]],
      ["the same x", [3n, 4n], [3n, 9n]],
      ["the same and more by p", [3n, 4n], [3n + p > full ? 3n : 3n + p, 4n]],
      ["opposite", [3n, 4n], [3n, p - 4n]],
      ["the neutral one", [0n, 1n], [0n, 1n]],
    ];
    for (const [what, a, b] of pairs)
      for (const code of [...single, ...double, ...curve]) {
        const data = new Uint8Array(8192);
        put(a, 0, data);
        put(b, 2048, data);
        out.push(guest(`${name} ${code.toString(16)} of ${what}`, syscall(code, at(0), at(2048)), data));
      }
  }
  for (const [what, x, y, m] of [
    ["modulus one", 7n, 9n, 1n],
    ["modulus zero", -1n, -1n, 0n],
    ["all bits", -1n, -1n, -1n],
    ["small", 7n, 9n, 5n],
  ] as const) {
    const data = new Uint8Array(8192);
    const view = new DataView(data.buffer);
    [x, y, m].forEach((value, k) => {
      for (let i = 0; i < 4; i++)
        view.setBigUint64([0, 2048, 2080][k]! + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
    });
    out.push(guest(`uint256_mul of ${what}`, syscall(0x1011d, at(0), at(2048)), data));
  }
  for (const value of [0n, 0x7f000000n, 0x7f000001n, 0xffffffffn]) {
    const data = new Uint8Array(8192);
    new Uint32Array(data.buffer).fill(Number(value));
    out.push(guest(`poseidon2 of ${value.toString(16)}`, syscall(0x133, at(0), 0), data));
  }
  return out;
}
