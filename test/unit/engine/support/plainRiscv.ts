/**
 * RV64IMA with Zba, Zbb, Zbs and Zbkb once more, written from the manual's text with big integers and nothing else: what
 * the engine's machines are checked against. Memory is bytes by address. Stops at `ecall` or after so many instructions.
 */
export class PlainRiscv {
  readonly x: bigint[] = Array.from({ length: 32 }, () => 0n);
  readonly memory = new Map<number, number>();
  pc: number;
  executed = 0;

  constructor(
    private readonly code: ReadonlyMap<number, number>,
    entry: number,
  ) {
    this.pc = entry;
  }

  /** True where the program came to its `ecall`. */
  run(most: number): boolean {
    while (this.executed < most) {
      const word = this.code.get(this.pc);
      if (word === undefined) throw new Error(`no code at 0x${this.pc.toString(16)}`);
      if (word >>> 0 === 0x73) return true;
      this.executed++;
      this.step(word >>> 0);
      this.x[0] = 0n;
    }
    return false;
  }

  load(address: bigint, bytes: number): bigint {
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--)
      value = (value << 8n) | BigInt(this.memory.get(Number(address) + i) ?? 0);
    return value;
  }

  store(address: bigint, bytes: number, value: bigint): void {
    for (let i = 0; i < bytes; i++)
      this.memory.set(Number(address) + i, Number((value >> BigInt(8 * i)) & 255n));
  }

  private step(word: number): void {
    const field = (low: number, size: number): number => (word >>> low) & ((1 << size) - 1);
    const [opcode, rd, f3, rs1, rs2, f7] = [
      field(0, 7),
      field(7, 5),
      field(12, 3),
      field(15, 5),
      field(20, 5),
      field(25, 7),
    ] as const;
    const [a, b] = [this.x[rs1]!, this.x[rs2]!];
    const i = sext(BigInt(word >>> 20), 12);
    let next = this.pc + 4;
    const put = (value: bigint): void => void (this.x[rd] = u64(value));
    switch (opcode) {
      case 0x37:
        put(sext(BigInt(word & 0xfffff000), 32));
        break;
      case 0x17:
        put(BigInt(this.pc) + sext(BigInt(word & 0xfffff000), 32));
        break;
      case 0x6f: {
        const offset =
          (field(31, 1) << 20) | (field(12, 8) << 12) | (field(20, 1) << 11) | (field(21, 10) << 1);
        put(BigInt(next));
        next = this.pc + Number(sext(BigInt(offset), 21));
        break;
      }
      case 0x67:
        next = Number(u64(a + i) & ~1n);
        put(BigInt(this.pc + 4));
        break;
      case 0x63: {
        const offset = (field(31, 1) << 12) | (field(7, 1) << 11) | (field(25, 6) << 5) | (field(8, 4) << 1);
        const [sa, sb] = [s64(a), s64(b)];
        const taken = [a === b, a !== b, false, false, sa < sb, sa >= sb, a < b, a >= b][f3]!;
        if (taken) next = this.pc + Number(sext(BigInt(offset), 13));
        break;
      }
      case 0x03: {
        const bytes = 1 << (f3 & 3);
        const value = this.load(u64(a + i), bytes);
        put(f3 < 4 ? sext(value, 8 * bytes) : value);
        break;
      }
      case 0x23: {
        const offset = sext(BigInt((field(25, 7) << 5) | rd), 12);
        this.store(u64(a + offset), 1 << f3, b);
        break;
      }
      case 0x13:
        put(f3 === 1 || f3 === 5 ? shiftImmediate(word >>> 20, f3, a) : immediate(f3, a, i));
        break;
      case 0x1b:
        put(f3 === 0 ? sext(a + i, 32) : wordImmediate(word >>> 20, f3, a));
        break;
      case 0x33:
        put(register(f7, f3, a, b));
        break;
      case 0x3b:
        put(registerWord(f7, f3, a, b, rs2));
        break;
      case 0x0f:
        break;
      case 0x2f: {
        const bytes = f3 === 2 ? 4 : 8;
        const old = sext(this.load(a, bytes), 8 * bytes);
        const kind = f7 >> 2;
        // This machine has one hart: a reservation always holds.
        if (kind !== 2)
          this.store(a, bytes, kind === 3 ? b : u64(atomic(kind, old, sext(b, 8 * bytes), bytes)));
        put(kind === 3 ? 0n : old);
        break;
      }
      default:
        throw new Error(`no instruction ${word.toString(16)}`);
    }
    this.pc = next;
  }
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const sext = (value: bigint, bits: number): bigint => BigInt.asIntN(bits, value);
const low = (value: bigint, bits: number): bigint => BigInt.asUintN(bits, value);
const bool = (is: boolean): bigint => (is ? 1n : 0n);
const textOf = (value: bigint, bits: number): string => low(value, bits).toString(2).padStart(bits, "0");

function immediate(f3: number, a: bigint, i: bigint): bigint {
  switch (f3) {
    case 0:
      return a + i;
    case 2:
      return bool(s64(a) < i);
    case 3:
      return bool(a < u64(i));
    case 4:
      return a ^ u64(i);
    case 6:
      return a | u64(i);
    default:
      return a & u64(i);
  }
}

const rotateLeft = (a: bigint, by: bigint, bits: number): bigint => {
  const text = textOf(a, bits);
  const at = Number(by) % bits;
  return BigInt(`0b${text.slice(at)}${text.slice(0, at)}`);
};
const rotateRight = (a: bigint, by: bigint, bits: number): bigint =>
  rotateLeft(a, (BigInt(bits) - (by % BigInt(bits))) % BigInt(bits), bits);

function bytesOf(a: bigint): number[] {
  return Array.from({ length: 8 }, (_, i) => Number((a >> BigInt(8 * i)) & 255n));
}

function ofBytes(bytes: readonly number[]): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function single(kind: number, a: bigint, bits: number): bigint {
  const text = textOf(a, bits);
  switch (kind) {
    case 0:
      return BigInt(/^0*/.exec(text)![0].length);
    case 1:
      return BigInt(/0*$/.exec(text)![0].length);
    case 2:
      return BigInt([...text].filter((bit) => bit === "1").length);
    case 4:
      return sext(a, 8);
    default:
      return sext(a, 16);
  }
}

/** imm: the upper twelve bits of the word. */
function shiftImmediate(imm: number, f3: number, a: bigint): bigint {
  const by = BigInt(imm & 63);
  const bit = 1n << by;
  switch (`${String(f3)} ${String(imm >> 6)}`) {
    case "1 0":
      return a << by;
    case "1 10":
      return a | bit;
    case "1 18":
      return a & ~bit;
    case "1 26":
      return a ^ bit;
    case "1 24":
      return single(imm & 63, a, 64);
    case "5 0":
      return a >> by;
    case "5 16":
      return s64(a) >> by;
    case "5 18":
      return (a >> by) & 1n;
    case "5 24":
      return rotateRight(a, by, 64);
  }
  switch (imm) {
    case 0x6b8:
      return ofBytes(bytesOf(a).reverse());
    case 0x687:
      return ofBytes(
        bytesOf(a).map((byte) => parseInt([...byte.toString(2).padStart(8, "0")].reverse().join(""), 2)),
      );
    case 0x287:
      return ofBytes(bytesOf(a).map((byte) => (byte === 0 ? 0 : 255)));
  }
  throw new Error(`no shift ${imm.toString(16)}`);
}

function wordImmediate(imm: number, f3: number, a: bigint): bigint {
  const by = BigInt(imm & 31);
  switch (`${String(f3)} ${String(imm >> 5)}`) {
    case "1 0":
      return sext(a << by, 32);
    case "5 0":
      return sext(low(a, 32) >> by, 32);
    case "5 32":
      return sext(a, 32) >> by;
    case "5 48":
      return sext(rotateRight(a, by, 32), 32);
    case "1 48":
      return single(imm & 31, a, 32);
  }
  if (f3 === 1 && imm >> 6 === 2) return low(a, 32) << BigInt(imm & 63);
  throw new Error(`no word shift ${imm.toString(16)}`);
}

/** Division as the manual's table has it: by zero all ones or the dividend, no trap on overflow. */
function divide(a: bigint, b: bigint, remainder: boolean): bigint {
  if (b === 0n) return remainder ? a : -1n;
  return remainder ? a % b : a / b;
}

function register(f7: number, f3: number, a: bigint, b: bigint): bigint {
  const by = b & 63n;
  const bit = 1n << by;
  const [sa, sb] = [s64(a), s64(b)];
  const pick = (...of: (() => bigint)[]): bigint => of[f3]!();
  const none = (): bigint => {
    throw new Error(`no operation ${String(f7)} ${String(f3)}`);
  };
  switch (f7) {
    case 0:
      return pick(
        () => a + b,
        () => a << by,
        () => bool(sa < sb),
        () => bool(a < b),
        () => a ^ b,
        () => a >> by,
        () => a | b,
        () => a & b,
      );
    case 32:
      return pick(
        () => a - b,
        none,
        none,
        none,
        () => ~(a ^ b),
        () => sa >> by,
        () => a | ~b,
        () => a & ~b,
      );
    case 1:
      return pick(
        () => a * b,
        () => (sa * sb) >> 64n,
        () => (sa * b) >> 64n,
        () => (a * b) >> 64n,
        () => divide(sa, sb, false),
        () => divide(a, b, false),
        () => divide(sa, sb, true),
        () => divide(a, b, true),
      );
    case 48:
      return f3 === 1 ? rotateLeft(a, by, 64) : rotateRight(a, by, 64);
    case 5:
      return pick(
        none,
        none,
        none,
        none,
        () => (sa < sb ? a : b),
        () => (a < b ? a : b),
        () => (sa > sb ? a : b),
        () => (a > b ? a : b),
      );
    case 4:
      return f3 === 4 ? low(a, 32) | (low(b, 32) << 32n) : low(a, 8) | (low(b, 8) << 8n);
    case 36:
      return f3 === 1 ? a & ~bit : (a >> by) & 1n;
    case 52:
      return a ^ bit;
    case 20:
      return a | bit;
    case 16:
      return (a << BigInt(f3 / 2)) + b;
  }
  return none();
}

function registerWord(f7: number, f3: number, a: bigint, b: bigint, rs2: number): bigint {
  const by = b & 31n;
  const [sa, sb] = [sext(a, 32), sext(b, 32)];
  const [ua, ub] = [low(a, 32), low(b, 32)];
  switch (`${String(f7)} ${String(f3)}`) {
    case "0 0":
      return sext(a + b, 32);
    case "32 0":
      return sext(a - b, 32);
    case "0 1":
      return sext(a << by, 32);
    case "0 5":
      return sext(ua >> by, 32);
    case "32 5":
      return sa >> by;
    case "1 0":
      return sext(a * b, 32);
    case "1 4":
      return sext(divide(sa, sb, false), 32);
    case "1 5":
      return sext(divide(ua, ub, false), 32);
    case "1 6":
      return sext(divide(sa, sb, true), 32);
    case "1 7":
      return sext(divide(ua, ub, true), 32);
    case "48 1":
      return sext(rotateLeft(a, by, 32), 32);
    case "48 5":
      return sext(rotateRight(a, by, 32), 32);
    case "4 0":
      return ua + b;
    case "4 4":
      return rs2 === 0 ? low(a, 16) : sext(low(a, 16) | (low(b, 16) << 16n), 32);
    case "16 2":
      return (ua << 1n) + b;
    case "16 4":
      return (ua << 2n) + b;
    case "16 6":
      return (ua << 3n) + b;
  }
  throw new Error(`no word operation ${String(f7)} ${String(f3)}`);
}

/** By the upper five bits of funct7; the operands are sign-extended. */
function atomic(kind: number, old: bigint, b: bigint, bytes: number): bigint {
  const unsigned = (value: bigint): bigint => low(value, 8 * bytes);
  switch (kind) {
    case 0:
      return old + b;
    case 1:
      return b;
    case 4:
      return old ^ b;
    case 8:
      return old | b;
    case 12:
      return old & b;
    case 16:
      return old < b ? old : b;
    case 20:
      return old > b ? old : b;
    case 24:
      return unsigned(old) < unsigned(b) ? old : b;
    default:
      return unsigned(old) > unsigned(b) ? old : b;
  }
}
