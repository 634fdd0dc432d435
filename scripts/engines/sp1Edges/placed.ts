import { asm, syscall } from "../sp1Assembler";
import type { MadeGuest } from "../sp1Guests";
import { at, far, guest, numbers } from "./writing";

/** Calls whose operands lie one over the other, are misaligned, or lie beyond what SP1 addresses. */
export function placed(): MadeGuest[] {
  const out: MadeGuest[] = [];
  const calls: readonly (readonly [string, number, boolean])[] = [
    ["keccak", 0x00010109, false],
    ["sha_extend", 0x00300105, false],
    ["sha_compress", 0x00010106, true],
    ["poseidon2", 0x00000133, false],
    ["uint256_mul", 0x0001011d, true],
    ["secp256r1_add", 0x0001012c, true],
    ["secp256r1_double", 0x0000012d, false],
    ["bn254_add", 0x0001010e, true],
    ["bls12381_add", 0x0001011e, true],
    ["bls12381_double", 0x0000011f, false],
    ["ed_add", 0x00010107, true],
    ["bls12381_fp_add", 0x00010120, true],
    ["bls12381_fp_sub", 0x00010121, true],
    ["bls12381_fp_mul", 0x00010122, true],
    ["bls12381_fp2_add", 0x00010123, true],
    ["bls12381_fp2_sub", 0x00010124, true],
    ["bls12381_fp2_mul", 0x00010125, true],
    ["bn254_fp_add", 0x00010126, true],
    ["bn254_fp_sub", 0x00010127, true],
    ["bn254_fp_mul", 0x00010128, true],
    ["bn254_fp2_add", 0x00010129, true],
    ["bn254_fp2_sub", 0x0001012a, true],
    ["bn254_fp2_mul", 0x0001012b, true],
    ["hint_len", 0xf0, false],
    ["commit", 0x10, false],
    ["commit_deferred_proofs", 0x1a, true],
    ["verify_sp1_proof", 0x1b, true],
  ];
  const edges = [(1n << 40n) - 8n, 1n << 40n, (1n << 64n) - 8n, 1n << 63n, 64n, 0n];
  for (const [name, code, isPair] of calls) {
    const second = isPair ? at(2048) : 0;
    if (isPair)
      for (const by of [0, 8, 32, 64, 96])
        out.push(
          guest(`${name} of operands ${String(by)} bytes apart`, syscall(code, at(256), at(256 + by))),
        );
    out.push(guest(`${name} twice`, [...syscall(code, at(64), second), ...syscall(code, at(64), second)]));
    for (const by of [1, 4]) {
      out.push(guest(`${name} of a0 misaligned by ${String(by)}`, syscall(code, at(by), second)));
      if (isPair)
        out.push(guest(`${name} of a1 misaligned by ${String(by)}`, syscall(code, at(0), at(2048 + by))));
    }
    for (const [i, edge] of edges.entries()) {
      const data = numbers();
      new DataView(data.buffer).setBigUint64(8000, edge, true);
      out.push(
        guest(
          `${name} of a0 at edge ${String(i)}`,
          [...asm.li(11, second), ...far(10, 8000), ...asm.li(5, code), asm.ecall],
          data,
        ),
      );
      if (isPair)
        out.push(
          guest(
            `${name} of a1 at edge ${String(i)}`,
            [...asm.li(10, at(0)), ...far(11, 8000), ...asm.li(5, code), asm.ecall],
            data,
          ),
        );
    }
    out.push(guest(`${name} in the stack`, syscall(code, 0x77fff000, second)));
    out.push(guest(`${name} in code`, syscall(code, 0x78000000, second)));
    out.push(
      guest(`${name} in an unconstrained block`, [
        ...syscall(3),
        ...syscall(code, at(0), second),
        ...syscall(4),
      ]),
    );
    out.push(
      guest(`${name} with a number above 32 bits`, [
        ...asm.li(10, at(0)),
        ...asm.li(11, second),
        ...asm.li(5, 1),
        asm.i(0x13, 1, 5, 5, 32),
        ...asm.li(6, code),
        asm.r(0x33, 0, 0, 5, 5, 6),
        asm.ecall,
      ]),
    );
  }
  for (const [name, code] of [
    ["uint256_add_carry", 0x00010130],
    ["uint256_mul_carry", 0x00010131],
  ] as const) {
    for (const [i, [a, b, c, d, e]] of [
      [0, 64, 128, 192, 256],
      [0, 0, 0, 0, 32],
      [0, 64, 128, 0, 0],
      [0, 8, 16, 24, 32],
      [64, 64, 64, 64, 64],
      [4, 64, 128, 192, 256],
      [0, 64, 128, 196, 256],
      [0, 64, 128, 192, 260],
      [0, 65, 128, 192, 256],
    ].entries())
      out.push(
        guest(`${name} of places ${String(i)}`, syscall(code, at(a!), at(b!), at(c!), at(d!), at(e!))),
      );
    out.push(
      guest(`${name} of places beyond all`, [
        ...syscall(code, at(0), at(64), at(128)).slice(0, -3),
        ...far(13, 0),
        ...asm.li(14, at(0)),
        ...asm.li(5, code),
        asm.ecall,
      ]),
    );
  }
  return out;
}
