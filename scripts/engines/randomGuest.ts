import { branch, csr, i, jal, lui, r, store } from "./ziskAssembler";

/** A small guest of random instructions, made from a seed; nothing in it depends on anything else. */
export function randomGuest(seed: number, length = 400): Uint8Array {
  const random = generator(seed);
  const words: number[] = [];
  const put = (...more: number[]): void => void words.push(...more);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const number = (limit: number): number => Math.floor(random() * limit);
  // x30 points at read-only data, x31 at memory; the others are the program's.
  const reg = (): number => (number(8) === 0 ? 0 : number(30));
  put(lui(30, 0x90010), lui(31, 0xa0430), i(0x13, 1, 31, 31, 32), i(0x13, 5, 31, 31, 32));
  put(i(0x13, 1, 30, 30, 32), i(0x13, 5, 30, 30, 32));
  for (let r = 1; r < 30; r++) put(i(0x03, 3, r, 30, 8 * r));
  for (let k = 0; k < length; k++) put(...instruction(reg, pick, number));
  // The registers are the output.
  put(lui(31, 0xa0410), i(0x13, 1, 31, 31, 32), i(0x13, 5, 31, 31, 32));
  for (let r = 0; r < 31; r++) put(store(3, 31, r, 8 * r));
  put(i(0x13, 0, 17, 0, 93), i(0x13, 0, 10, 0, 0), 0x73);
  const data = new BigUint64Array(64);
  for (let k = 0; k < 64; k++) data[k] = operand(pick, number);
  return elfOf(Uint32Array.from(words), new Uint8Array(data.buffer));
}

type Pick = <T>(from: readonly T[]) => T;

/** Edges, and numbers near the frequent operands, more often than chance would have them. */
function operand(pick: Pick, number: (limit: number) => number): bigint {
  const word = BigInt(number(0x10000)) | (BigInt(number(0x10000)) << 16n);
  const wide = word | (BigInt(number(0x100000000)) << 32n);
  return BigInt.asUintN(
    64,
    pick([
      0n,
      1n,
      -1n,
      -2n,
      1n << 63n,
      (1n << 63n) - 1n,
      1n << 31n,
      (1n << 31n) - 1n,
      (1n << 32n) - 1n,
      1n << 32n,
      BigInt(number(300)),
      BigInt(number(5000)),
      -BigInt(number(300)),
      word,
      wide,
      wide,
      0xa0430000n + BigInt(number(4096)),
      0x900d5000n + BigInt(number(4096)),
    ]),
  );
}

function instruction(reg: () => number, pick: Pick, number: (limit: number) => number): number[] {
  const imm = (): number => pick([0, 1, -1, 2047, -2048, number(4096) - 2048, number(64)]);
  switch (number(14)) {
    case 0:
    case 1:
    case 2: {
      const [funct7, funct3] = pick(registerForms);
      return [r(0x33, funct7, funct3, reg(), reg(), reg())];
    }
    case 3: {
      const [funct7, funct3] = pick(wordForms);
      return [r(0x3b, funct7, funct3, reg(), reg(), reg())];
    }
    case 4:
    case 5:
      return [i(0x13, pick([0, 2, 3, 4, 6, 7]), reg(), reg(), imm())];
    case 6: {
      const [high, funct3] = pick(shiftForms);
      return [i(0x13, funct3, reg(), reg(), (high << 6) | number(64))];
    }
    case 7: {
      const [high, funct3] = pick(wordShiftForms);
      return [i(0x1b, funct3, reg(), reg(), (high << 5) | number(32))];
    }
    case 8:
      return [number(2) === 0 ? i(0x1b, 0, reg(), reg(), imm()) : pick(singleForms)(reg(), reg())];
    case 9:
      return [i(0x03, pick([0, 1, 2, 3, 4, 5, 6]), reg(), pick([30, 31]), number(500))];
    case 10:
      return [store(pick([0, 1, 2, 3]), 31, reg(), number(500))];
    case 11:
      // A forward branch over one instruction, taken or not.
      return [branch(pick([0, 1, 4, 5, 6, 7]), reg(), reg(), 8), i(0x13, 0, reg(), reg(), imm())];
    case 12: {
      const d = number(2);
      return [r(0x2f, pick(atomicForms) << 2, 2 + d, reg(), 31, reg())];
    }
    default:
      return pick([
        [lui(reg(), number(0x100000))],
        [(number(0x100000) << 12) | (reg() << 7) | 0x17],
        [jal(reg(), 8), i(0x13, 0, reg(), reg(), imm())],
        [0x0000000f],
        [csr(pick([1, 2, 3, 5, 6, 7]), reg(), reg(), pick([0x340, 0x7c0, 0x001]))],
      ]);
  }
}

const registerForms = (
  "0,0 32,0 0,1 0,2 0,3 0,4 0,5 32,5 0,6 0,7 1,0 1,1 1,2 1,3 1,4 1,5 1,6 1,7 " +
  "32,7 32,6 32,4 48,1 48,5 5,4 5,5 5,6 5,7 4,4 4,7 36,1 36,5 52,1 20,1 16,2 16,4 16,6"
)
  .split(" ")
  .map((pair) => pair.split(",").map(Number) as [number, number]);
const wordForms = "0,0 32,0 0,1 0,5 32,5 1,0 1,4 1,5 1,6 1,7 48,1 48,5 4,0 4,4 16,2 16,4 16,6"
  .split(" ")
  .map((pair) => pair.split(",").map(Number) as [number, number]);
const shiftForms = [
  [0, 1],
  [0, 5],
  [16, 5],
  [10, 1],
  [18, 1],
  [26, 1],
  [18, 5],
  [24, 5],
] as const;
const wordShiftForms = [
  [0, 1],
  [0, 5],
  [32, 5],
  [48, 5],
  [4, 1],
] as const;
const singleForms = [0x600, 0x601, 0x602, 0x604, 0x605].map(
  (high) =>
    (rd: number, rs1: number): number =>
      i(0x13, 1, rd, rs1, high),
);
for (const high of [0x6b8, 0x687, 0x287]) singleForms.push((rd, rs1) => i(0x13, 5, rd, rs1, high));
for (const high of [0x600, 0x601, 0x602]) singleForms.push((rd, rs1) => i(0x1b, 1, rd, rs1, high));
const atomicForms = [3, 1, 0, 4, 12, 8, 16, 20, 24, 28];

/** xorshift32: the same guest for the same seed, everywhere. */
function generator(seed: number): () => number {
  let state = (seed * 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

/** Code at 0x90000000, data at 0x90010000, nothing else. */
function elfOf(code: Uint32Array, data: Uint8Array): Uint8Array {
  const codeAt = 0x100;
  const dataAt = codeAt + code.byteLength + ((16 - (code.byteLength % 16)) % 16);
  const file = new Uint8Array(dataAt + data.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, 0x90000000, true);
  view.setUint32(32, 64, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  view.setUint16(58, 64, true);
  const header = (at: number, flags: number, offset: number, address: number, size: number): void => {
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, flags, true);
    for (const [field, value] of [
      [8, offset],
      [16, address],
      [24, address],
      [32, size],
      [40, size],
      [48, 8],
    ] as const)
      view.setUint32(at + field, value, true);
  };
  header(64, 1, codeAt, 0x90000000, code.byteLength);
  header(64 + 56, 4, dataAt, 0x90010000, data.length);
  file.set(new Uint8Array(code.buffer), codeAt);
  file.set(data, dataAt);
  return file;
}
