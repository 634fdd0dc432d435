import { rv, rvNames } from "./names";

/** The instructions of one code segment as they stand behind each other, one row each. */
export interface DecodedCode {
  readonly length: number;
  readonly pc: Float64Array;
  /** Row of `rvNames`. */
  readonly name: Uint8Array;
  /** Bytes: 2 or 4. */
  readonly size: Uint8Array;
  readonly rd: Uint8Array;
  /** The zero-extended immediate of the `csrr?i` forms. */
  readonly rs1: Uint8Array;
  readonly rs2: Uint8Array;
  /** Sign-extended; the shift amount of shifts; of `lui` and `auipc` already shifted. */
  readonly imm: Int32Array;
  readonly csr: Uint16Array;
  /** The parcel or word itself. */
  readonly word: Uint32Array;
}

const illegal = rv("illegal");
const parcel = rv("parcel16");

/** Decodes from the first byte on: parcels whose low bits are not 11 are two bytes long. Odd bytes at the end are left out. */
export function decodeCode(address: number, bytes: Uint8Array): DecodedCode {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const most = bytes.length >> 1;
  const code = {
    length: 0,
    pc: new Float64Array(most),
    name: new Uint8Array(most),
    size: new Uint8Array(most),
    rd: new Uint8Array(most),
    rs1: new Uint8Array(most),
    rs2: new Uint8Array(most),
    imm: new Int32Array(most),
    csr: new Uint16Array(most),
    word: new Uint32Array(most),
  };
  for (let at = 0; at + 2 <= bytes.length;) {
    const i = code.length++;
    code.pc[i] = address + at;
    const low = view.getUint16(at, true);
    if ((low & 3) !== 3 || at + 4 > bytes.length) {
      code.name[i] = parcel;
      code.size[i] = 2;
      code.word[i] = low;
      at += 2;
      continue;
    }
    const word = view.getUint32(at, true);
    const name = nameOf(word);
    code.name[i] = name;
    code.size[i] = 4;
    code.word[i] = word;
    code.rd[i] = (word >>> 7) & 31;
    code.rs1[i] = (word >>> 15) & 31;
    code.rs2[i] = (word >>> 20) & 31;
    code.csr[i] = word >>> 20;
    code.imm[i] = immediateOf(word);
    at += 4;
  }
  return code;
}

/** The immediate of an instruction word by its format; see `DecodedCode.imm`. */
export function immediateOf(word: number): number {
  const funct3 = (word >>> 12) & 7;
  switch (word & 0x7f) {
    case 0x13:
      return funct3 === 1 || funct3 === 5 ? (word >>> 20) & 63 : word >> 20;
    case 0x1b:
      // slli.uw is the one shift here with six bits.
      if (funct3 === 1 || funct3 === 5) return (word >>> 20) & 63;
      return word >> 20;
    case 0x03:
    case 0x07:
    case 0x67:
    case 0x73:
      return word >> 20;
    case 0x23:
    case 0x27:
      return ((word >> 25) << 5) | ((word >>> 7) & 31);
    case 0x37:
    case 0x17:
      return word & 0xfffff000;
    case 0x63:
      return (
        ((word >> 31) << 12) |
        (((word >>> 7) & 1) << 11) |
        (((word >>> 25) & 63) << 5) |
        (((word >>> 8) & 15) << 1)
      );
    case 0x6f:
      return (
        ((word >> 31) << 20) |
        (((word >>> 12) & 255) << 12) |
        (((word >>> 20) & 1) << 11) |
        (((word >>> 21) & 1023) << 1)
      );
    default:
      return 0;
  }
}

type Table = Readonly<Record<number, number>>;

/** `"key name key name"`, keys in decimal. */
function table(text: string): Table {
  const words = text.split(" ");
  const out: Record<number, number> = {};
  for (let i = 0; i < words.length; i += 2) out[Number(words[i])] = rv(words[i + 1]!);
  return out;
}

const loads = table("0 lb 1 lh 2 lw 3 ld 4 lbu 5 lhu 6 lwu");
const stores = table("0 sb 1 sh 2 sw 3 sd");
const branches = table("0 beq 1 bne 4 blt 5 bge 6 bltu 7 bgeu");
const csrs = table("1 csrrw 2 csrrs 3 csrrc 5 csrrwi 6 csrrsi 7 csrrci");
const immediates = table("0 addi 2 slti 3 sltiu 4 xori 6 ori 7 andi");
/** By the whole upper 12 bits, else by the upper six. */
const left12 = table("1540 sext.b 1541 sext.h 1536 clz 1537 ctz 1538 cpop");
const left6 = table("0 slli 10 bseti 18 bclri 26 binvi");
const right12 = table("1720 rev8 1671 brev8 647 orc.b");
const right6 = table("0 srli 16 srai 18 bexti 24 rori");
const leftW12 = table("1536 clzw 1537 ctzw 1538 cpopw");
const rightW7 = table("0 srliw 32 sraiw 48 roriw");
/** By funct7 · 8 + funct3. */
const registers = table(
  "0 add 8 mul 256 sub 1 sll 9 mulh 41 clmul 161 bset 289 bclr 385 rol 417 binv " +
    "2 slt 10 mulhsu 42 clmulr 130 sh1add 162 xperm4 3 sltu 11 mulhu 43 clmulh " +
    "4 xor 12 div 36 pack 44 min 132 sh2add 164 xperm8 260 xnor " +
    "5 srl 13 divu 45 minu 61 czero.eqz 261 sra 293 bext 389 ror " +
    "6 or 14 rem 46 max 134 sh3add 262 orn 7 and 15 remu 39 packh 47 maxu 63 czero.nez 263 andn",
);
const registersW = table(
  "0 addw 8 mulw 32 add.uw 256 subw 1 sllw 385 rolw 130 sh1add.uw 12 divw 36 packw 132 sh2add.uw " +
    "5 srlw 13 divuw 261 sraw 389 rorw 14 remw 134 sh3add.uw 15 remuw",
);
/** By funct5, without the width. */
const atomics = (width: "w" | "d"): Table =>
  table(
    "2 lr 3 sc 1 amoswap 0 amoadd 4 amoxor 12 amoand 8 amoor 16 amomin 20 amomax 24 amominu 28 amomaxu".replace(
      /[a-z]+/g,
      (name) => `${name}.${width}`,
    ),
  );
const atomicsW = atomics("w");
const atomicsD = atomics("d");

const named = Object.fromEntries(rvNames.map((name, i) => [name, i])) as Readonly<Record<string, number>>;
const is = (name: string): number => named[name]!;

/** Row of `rvNames` for a 32-bit word; what is in no table is `illegal`. */
function nameOf(word: number): number {
  const funct3 = (word >>> 12) & 7;
  const funct7 = word >>> 25;
  const high12 = word >>> 20;
  const find = (from: Table, key: number): number => from[key] ?? illegal;
  switch (word & 0x7f) {
    case 0x03:
      return find(loads, funct3);
    case 0x23:
      return find(stores, funct3);
    case 0x13:
      if (funct3 === 1) return left12[high12] ?? find(left6, word >>> 26);
      if (funct3 === 5) return right12[high12] ?? find(right6, word >>> 26);
      return find(immediates, funct3);
    case 0x1b:
      if (funct3 === 0) return is("addiw");
      if (funct3 === 1)
        return leftW12[high12] ?? (word >>> 26 === 2 ? is("slli.uw") : funct7 === 0 ? is("slliw") : illegal);
      return funct3 === 5 ? find(rightW7, funct7) : illegal;
    case 0x33:
      return find(registers, funct7 * 8 + funct3);
    case 0x3b:
      return funct3 === 4 && high12 === 0x080 ? is("zext.h") : find(registersW, funct7 * 8 + funct3);
    case 0x37:
      return is("lui");
    case 0x17:
      return is("auipc");
    case 0x6f:
      return is("jal");
    case 0x67:
      // The machines do not look at funct3 here.
      return is("jalr");
    case 0x63:
      return find(branches, funct3);
    case 0x0f:
      if (funct3 === 0) return is("fence");
      return funct3 === 1 && (word & 0xffff8f80) === 0 ? is("fence.i") : illegal;
    case 0x73:
      if (word === 0x00000073) return is("ecall");
      if (word === 0x00100073) return is("ebreak");
      return find(csrs, funct3);
    case 0x2f:
      return funct3 === 2
        ? find(atomicsW, word >>> 27)
        : funct3 === 3
          ? find(atomicsD, word >>> 27)
          : illegal;
    default:
      return isFloat(word, funct3) ? is("float") : illegal;
  }
}

/** F and D instructions, as far as a machine without floating point has to know them. */
function isFloat(word: number, funct3: number): boolean {
  switch (word & 0x7f) {
    case 0x07:
    case 0x27:
      return funct3 === 2 || funct3 === 3;
    case 0x43:
    case 0x47:
    case 0x4b:
    case 0x4f:
      return ((word >>> 25) & 3) < 2;
    case 0x53:
      return isFloatOp(word >>> 25, funct3, (word >>> 20) & 31);
    default:
      return false;
  }
}

function isFloatOp(funct7: number, funct3: number, rs2: number): boolean {
  if ([0, 1, 4, 5, 8, 9, 12, 13].includes(funct7)) return true;
  if (funct7 === 16 || funct7 === 17 || funct7 === 80 || funct7 === 81) return funct3 < 3;
  if (funct7 === 20 || funct7 === 21) return funct3 < 2;
  if (funct7 === 32) return rs2 === 1;
  if (funct7 === 33 || funct7 === 44 || funct7 === 45) return rs2 === 0;
  if (funct7 === 96 || funct7 === 97 || funct7 === 104 || funct7 === 105) return rs2 < 4;
  if (funct7 === 112 || funct7 === 113) return rs2 === 0 && funct3 < 2;
  return (funct7 === 120 || funct7 === 121) && rs2 === 0 && funct3 === 0;
}
