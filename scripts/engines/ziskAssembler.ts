/** Instruction words of RISC-V by format, and the ELF of a guest without symbols. */
export const lui = (rd: number, value: number): number => (value << 12) | (rd << 7) | 0x37;
export const auipc = (rd: number, value: number): number => (value << 12) | (rd << 7) | 0x17;
export const i = (opcode: number, funct3: number, rd: number, rs1: number, imm: number): number =>
  ((imm & 0xfff) << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
export const r = (
  opcode: number,
  funct7: number,
  funct3: number,
  rd: number,
  rs1: number,
  rs2: number,
): number => (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
export const store = (funct3: number, rs1: number, rs2: number, imm: number): number =>
  ((imm >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | ((imm & 31) << 7) | 0x23;
/** Offsets from -4096 to 4094. */
export const branch = (funct3: number, rs1: number, rs2: number, offset: number): number =>
  (((offset >> 12) & 1) << 31) |
  (((offset >> 5) & 63) << 25) |
  (rs2 << 20) |
  (rs1 << 15) |
  (funct3 << 12) |
  (((offset >> 1) & 15) << 8) |
  (((offset >> 11) & 1) << 7) |
  0x63;
export const jal = (rd: number, offset: number): number =>
  (((offset >> 20) & 1) << 31) |
  (((offset >> 1) & 1023) << 21) |
  (((offset >> 11) & 1) << 20) |
  (((offset >> 12) & 255) << 12) |
  (rd << 7) |
  0x6f;
export const jalr = (rd: number, rs1: number, imm: number): number => i(0x67, 0, rd, rs1, imm);
export const csr = (funct3: number, rd: number, rs1: number, number: number): number =>
  ((number & 0xfff) << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | 0x73;
export const addi = (rd: number, rs1: number, imm: number): number => i(0x13, 0, rd, rs1, imm);
export const add = (rd: number, rs1: number, rs2: number): number => r(0x33, 0, 0, rd, rs1, rs2);
export const ld = (rd: number, rs1: number, imm: number): number => i(0x03, 3, rd, rs1, imm);
export const ecall = 0x73;
export const ebreak = 0x00100073;

export const codeAt = 0x90000000;
export const constantsAt = 0x90010000;

export interface Segment {
  readonly address: number;
  /** 1 executable, 2 writable, 4 readable. */
  readonly flags: number;
  readonly bytes: Uint8Array;
  readonly memSize?: number;
}

/** A function as the symbol table has it. */
export interface FunctionSymbol {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

/** Section headers: none, .symtab, .strtab. */
function symbolTable(
  symbols: readonly FunctionSymbol[],
  at: number,
): { bytes: Uint8Array; headersAt: number } {
  const names = new TextEncoder().encode(`\0${symbols.map(({ name }) => name).join("\0")}\0`);
  const table = 24 * (symbols.length + 1);
  const strings = (names.length + 7) & ~7;
  const bytes = new Uint8Array(table + strings + 3 * 64);
  const view = new DataView(bytes.buffer);
  let nameAt = 1;
  symbols.forEach(({ name, address, size }, k) => {
    const row = 24 * (k + 1);
    view.setUint32(row, nameAt, true);
    view.setUint8(row + 4, 0x12);
    view.setUint16(row + 6, 1, true);
    view.setUint32(row + 8, address, true);
    view.setUint32(row + 16, size, true);
    nameAt += new TextEncoder().encode(name).length + 1;
  });
  bytes.set(names, table);
  const header = (
    k: number,
    type: number,
    offset: number,
    size: number,
    link: number,
    entry: number,
  ): void => {
    const row = table + strings + 64 * k;
    view.setUint32(row + 4, type, true);
    view.setUint32(row + 24, offset, true);
    view.setUint32(row + 32, size, true);
    view.setUint32(row + 40, link, true);
    view.setUint32(row + 44, 1, true);
    view.setUint32(row + 48, 8, true);
    view.setUint32(row + 56, entry, true);
  };
  header(1, 2, at, table, 2, 24);
  header(2, 3, at + table, names.length, 0, 0);
  return { bytes, headersAt: at + table + strings };
}

/** An ELF of these segments that begins at `entry`. */
export function elfOf(
  segments: readonly Segment[],
  entry = codeAt,
  symbols: readonly FunctionSymbol[] = [],
): Uint8Array {
  const first = 64 + 56 * segments.length;
  const offsets: number[] = [];
  let end = first + ((16 - (first % 16)) % 16);
  for (const { bytes } of segments) {
    offsets.push(end);
    end += bytes.length + ((16 - (bytes.length % 16)) % 16);
  }
  const table = symbols.length === 0 ? null : symbolTable(symbols, end);
  const file = new Uint8Array(end + (table?.bytes.length ?? 0));
  const view = new DataView(file.buffer);
  if (table !== null) {
    file.set(table.bytes, end);
    view.setUint32(40, table.headersAt, true);
    view.setUint16(60, 3, true);
    view.setUint16(62, 2, true);
  }
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, entry, true);
  view.setUint32(32, 64, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, segments.length, true);
  view.setUint16(58, 64, true);
  segments.forEach(({ address, flags, bytes, memSize }, k) => {
    const at = 64 + 56 * k;
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, flags, true);
    for (const [field, value] of [
      [8, offsets[k]!],
      [16, address],
      [24, address],
      [32, bytes.length],
      [40, memSize ?? bytes.length],
      [48, 8],
    ] as const)
      view.setUint32(at + field, value, true);
    file.set(bytes, offsets[k]);
  });
  return file;
}

/** A guest put together instruction by instruction; x30 and x31 are its own. */
export class GuestWriter {
  private readonly code: number[] = [];
  private readonly constants: bigint[] = [];
  private readonly data: bigint[] = [];
  private readonly symbols: FunctionSymbol[] = [];
  private outAt = 0;

  constructor(private readonly dataAt = 0xa0500000) {
    this.put(lui(30, constantsAt >>> 12), i(0x13, 1, 30, 30, 32), i(0x13, 5, 30, 30, 32));
  }

  get pc(): number {
    return codeAt + 4 * this.code.length;
  }

  put(...words: readonly number[]): this {
    this.code.push(...words);
    return this;
  }

  /** rd := a value of 64 bits. */
  li(rd: number, value: bigint | number): this {
    const wanted = BigInt.asUintN(64, BigInt(value));
    let at = this.constants.indexOf(wanted);
    if (at < 0) at = this.constants.push(wanted) - 1;
    return this.put(ld(rd, 30, 8 * at));
  }

  /** Words in RAM that are there from the start; gives their address. */
  words(values: readonly bigint[]): number {
    const at = this.dataAt + 8 * this.data.length;
    this.data.push(...values.map((value) => BigInt.asUintN(64, value)));
    return at;
  }

  /** The register as the next word of the public output. */
  show(register: number): this {
    if (this.outAt >= 256) return this;
    this.li(31, 0xa0410000 + this.outAt).put(store(3, 31, register, 0));
    this.outAt += 8;
    return this;
  }

  /** Words in memory as the next ones of the public output. */
  showWords(address: number, count: number): this {
    this.li(29, address);
    for (let k = 0; k < count; k++) this.put(ld(28, 29, 8 * k)).show(28);
    return this;
  }

  /** The instructions that `write` puts are a function. */
  function(name: string, write: (g: this) => void): this {
    const address = this.pc;
    write(this);
    this.symbols.push({ name, address, size: this.pc - address });
    return this;
  }

  exit(code: bigint | number = 0): this {
    return this.li(10, code).put(addi(17, 0, 93), ecall);
  }

  elf(more: readonly Segment[] = []): Uint8Array {
    const words = (values: readonly bigint[]): Uint8Array =>
      new Uint8Array(BigUint64Array.from(values).buffer);
    const segments = [
      { address: codeAt, flags: 1, bytes: new Uint8Array(Uint32Array.from(this.code).buffer) },
      { address: constantsAt, flags: 4, bytes: words(this.constants.length === 0 ? [0n] : this.constants) },
      ...(this.data.length === 0 ? [] : [{ address: this.dataAt, flags: 6, bytes: words(this.data) }]),
      ...more,
    ];
    return elfOf(segments, codeAt, this.symbols);
  }
}
