import { asm, dataBase, halt, sp1Elf, syscall } from "../sp1Assembler";
import type { MadeGuest } from "../sp1Guests";

export const at = (offset: number): number => dataBase + offset;
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every word of the data is different; the operands of curves and fields are in range by their top words. */
export function numbers(): Uint8Array {
  const data = new Uint8Array(8192);
  const view = new DataView(data.buffer);
  for (let i = 0; i < 1024; i++)
    view.setBigUint64(
      8 * i,
      BigInt.asUintN(i % 4 === 3 ? 56 : 64, BigInt(i + 1) * 0x9e3779b97f4a7c15n),
      true,
    );
  return data;
}

export function guest(
  name: string,
  code: readonly number[],
  data = numbers(),
  input: readonly Uint8Array[] = [],
): MadeGuest {
  return {
    name,
    elf: sp1Elf([...code, ...syscall(2, 13, at(0), 1024), ...halt()], data),
    input,
  };
}

/** A register := a number of 64 bits that stands in the data. */
export const far = (register: number, offset: number): number[] => [
  ...asm.li(register, at(offset)),
  asm.ld(register, register, 0),
];
