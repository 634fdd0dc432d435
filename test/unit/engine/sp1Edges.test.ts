import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sp1EdgeGuests } from "../../../scripts/engines/sp1Edges";
import { sp1Machine } from "../../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../../src/core/engine/machines/sp1/sp16Costs";
import { readElf } from "../../../src/core/symbols/elf";

const guests = new Map(sp1EdgeGuests().map((guest) => [guest.name, guest]));

function ended(name: string): {
  exit: number | null;
  fault: string;
  values: string;
  warnings: readonly string[];
} {
  const { elf, input } = guests.get(name)!;
  const request = { elf, input, maxSteps: null, mainName: "", listed: false };
  const machine = sp1Machine(request, readElf(elf), sp16);
  while (!machine.done) machine.run(1_000_000);
  const run = machine.result(false);
  const values = createHash("sha256")
    .update(run.output.publicHex ?? "")
    .digest("hex")
    .slice(0, 16);
  return { exit: run.exitCode, fault: run.fault?.message ?? "", values, warnings: run.warnings };
}

/** As SP1 6.10's host says of them; `npm run test:sp1 -- embedded edges` asks it. */
describe("SP1 calls at the edge of what they take", () => {
  it.each([
    "keccak of a0 misaligned by 4",
    "sha_compress of a0 misaligned by 1",
    "sha_compress of a1 misaligned by 4",
    "uint256_add_carry of places 5",
    "uint256_mul_carry of places 6",
    "uint256_mul_carry of places 7",
    "uint256_add_carry of places 8",
  ])("%s end the host", (name) => {
    expect(ended(name)).toMatchObject({ exit: 101, fault: expect.stringMatching(/not aligned/) as string });
  });

  it.each([
    "bls12381 1011e of p + 1 and 2p",
    "bls12381 11f of p + 1 and 2p",
    "bn254 1010e of all bits",
    "bn254 10f of p + 1 and 2p",
    "secp256r1 12d of p + 1 and 2p",
    "bls12381_fp2_sub twice",
    "bn254_fp2_sub of operands 8 bytes apart",
  ])("%s end the host: a number is not below the field's order", (name) => {
    expect(ended(name)).toMatchObject({
      exit: 101,
      fault: expect.stringMatching(/not below the field's order/) as string,
    });
  });

  it("of a guest's exit code the low 32 bits count, and the rest is said", () => {
    expect(ended("halt with 4294967295")).toMatchObject({ exit: 4294967295, warnings: [] });
    expect(ended("halt with 4294967296")).toMatchObject({
      exit: 0,
      warnings: ["the guest ended with 4294967296, of which SP1 proves the low 32 bits, 0"],
    });
  });

  it("ed_add takes of x only whether it is odd, and y modulo the field's order", () => {
    expect(Object.fromEntries(edwards.map(([name]) => [name, ended(name).values]))).toEqual(
      Object.fromEntries(edwards),
    );
  });
});

const edwards = [
  ["ed25519 10107 of zeros", "463e297f5e19cd7d"],
  ["ed25519 10107 of small ones", "89696d3be9d94da2"],
  ["ed25519 10107 of p + 1 and 2p", "6c8f544922f458be"],
  ["ed_add twice", "ca36e6ae61d55277"],
] as const;
