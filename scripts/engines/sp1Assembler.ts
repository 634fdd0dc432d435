/** A symbol of a made guest; size in bytes. */
export interface MadeSymbol {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

export const codeBase = 0x78000000;
export const dataBase = 0x78200000;

/** Encoders of RV64 words. */
export const asm = {
  r: (opcode: number, funct3: number, funct7: number, rd: number, rs1: number, rs2: number): number =>
    (opcode | (rd << 7) | (funct3 << 12) | (rs1 << 15) | (rs2 << 20) | (funct7 << 25)) >>> 0,
  i: (opcode: number, funct3: number, rd: number, rs1: number, imm: number): number =>
    (opcode | (rd << 7) | (funct3 << 12) | (rs1 << 15) | ((imm & 0xfff) << 20)) >>> 0,
  store: (funct3: number, rs1: number, rs2: number, imm: number): number =>
    (0x23 | ((imm & 31) << 7) | (funct3 << 12) | (rs1 << 15) | (rs2 << 20) | (((imm >> 5) & 127) << 25)) >>>
    0,
  branch: (funct3: number, rs1: number, rs2: number, to: number): number =>
    (0x63 |
      (((to >> 11) & 1) << 7) |
      (((to >> 1) & 15) << 8) |
      (funct3 << 12) |
      (rs1 << 15) |
      (rs2 << 20) |
      (((to >> 5) & 63) << 25) |
      (((to >> 12) & 1) << 31)) >>>
    0,
  jal: (rd: number, to: number): number =>
    (0x6f |
      (rd << 7) |
      (((to >> 12) & 255) << 12) |
      (((to >> 11) & 1) << 20) |
      (((to >> 1) & 1023) << 21) |
      (((to >> 20) & 1) << 31)) >>>
    0,
  jalr: (rd: number, rs1: number, imm: number): number => asm.i(0x67, 0, rd, rs1, imm),
  lui: (rd: number, upper: number): number => (0x37 | (rd << 7) | (upper << 12)) >>> 0,
  auipc: (rd: number, upper: number): number => (0x17 | (rd << 7) | (upper << 12)) >>> 0,
  addi: (rd: number, rs1: number, imm: number): number => asm.i(0x13, 0, rd, rs1, imm),
  ld: (rd: number, rs1: number, imm: number): number => asm.i(0x03, 3, rd, rs1, imm),
  sd: (rs1: number, rs2: number, imm: number): number => asm.store(3, rs1, rs2, imm),
  /** Two instructions for a number below 2^31. */
  li: (rd: number, value: number): number[] => {
    const upper = ((value + 0x800) >>> 12) & 0xfffff;
    return [asm.lui(rd, upper), asm.i(0x1b, 0, rd, rd, value - (upper << 12))];
  },
  ecall: 0x73,
} as const;

/** A call of the machine: number in t0, arguments in a0, a1, a2 … */
export function syscall(code: number, ...args: readonly number[]): number[] {
  return [...args.flatMap((value, i) => asm.li(10 + i, value)), ...asm.li(5, code), asm.ecall];
}

/** The end of every guest. */
export const halt = (code = 0): number[] => syscall(0, code);

/** A guest of code at `codeBase` and writable data at `dataBase`. */
export function sp1Elf(
  code: readonly number[],
  data: Uint8Array = new Uint8Array(8),
  symbols: readonly MadeSymbol[] = [],
  entry = codeBase,
): Uint8Array {
  const names = ["", ...symbols.map(({ name }) => name)].join("\0") + "\0";
  const strings = new TextEncoder().encode(names);
  const codeAt = 64 + 2 * 56;
  const dataAt = codeAt + 4 * code.length;
  const symbolsAt = Math.ceil((dataAt + data.length) / 8) * 8;
  const stringsAt = symbolsAt + 24 * (symbols.length + 1);
  const sectionsAt = Math.ceil((stringsAt + strings.length) / 8) * 8;
  const out = new Uint8Array(sectionsAt + 3 * 64);
  const view = new DataView(out.buffer);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  out.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  u64(24, entry);
  u64(32, 64);
  u64(40, sectionsAt);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  view.setUint16(58, 64, true);
  view.setUint16(60, 3, true);
  view.setUint16(62, 2, true);
  const header = (at: number, flags: number, from: number, address: number, size: number): void => {
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, flags, true);
    u64(at + 8, from);
    u64(at + 16, address);
    u64(at + 24, address);
    u64(at + 32, size);
    u64(at + 40, size);
    u64(at + 48, 4);
  };
  header(64, 5, codeAt, codeBase, 4 * code.length);
  header(120, 6, dataAt, dataBase, data.length);
  code.forEach((word, i) => view.setUint32(codeAt + 4 * i, word, true));
  out.set(data, dataAt);
  let name = 1;
  symbols.forEach((symbol, i) => {
    const at = symbolsAt + 24 * (i + 1);
    view.setUint32(at, name, true);
    name += new TextEncoder().encode(symbol.name).length + 1;
    out[at + 4] = 0x12;
    view.setUint16(at + 6, 1, true);
    u64(at + 8, symbol.at);
    u64(at + 16, symbol.size);
  });
  out.set(strings, stringsAt);
  const section = (i: number, type: number, at: number, size: number, link: number, each: number): void => {
    view.setUint32(sectionsAt + 64 * i + 4, type, true);
    u64(sectionsAt + 64 * i + 24, at);
    u64(sectionsAt + 64 * i + 32, size);
    view.setUint32(sectionsAt + 64 * i + 40, link, true);
    u64(sectionsAt + 64 * i + 56, each);
  };
  section(1, 2, symbolsAt, 24 * (symbols.length + 1), 2, 24);
  section(2, 3, stringsAt, strings.length, 0, 0);
  return out;
}
