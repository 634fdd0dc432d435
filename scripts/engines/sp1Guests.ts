import { asm, codeBase, dataBase, halt, sp1Elf, syscall, type MadeSymbol } from "./sp1Assembler";

/** A made guest of SP1 and its stdin. */
export interface MadeGuest {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly input: readonly Uint8Array[];
}

/** Numbers in [0, 1) from a seed. */
export function generator(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const edges = [
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
  63n,
  64n,
];

/** Offsets in the data of a random guest. */
const at = { words: 0, scratch: 512, texts: 4096, results: 6144 } as const;
const texts = [
  "cycle-tracker-report-start: a\n",
  "cycle-tracker-report-end: a\n",
  "cycle-tracker-start: b \ncycle-tracker-report-start: c\n",
  "cycle-tracker-end: b\nplain\r\n",
  "cycle-tracker-report-end: c",
  " cycle-tracker-report-end: a\nhello\n\nworld",
];

/** Functions of random instructions that call one another, with loops, unconstrained blocks, hints and tracker lines. */
export function randomSp1Guest(seed: number, length = 60): MadeGuest {
  const random = generator(seed);
  const number = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[number(from.length)]!;
  // x1 ra, x2 sp, x8 fuel, x9 data; t0 and a0 to a2 are the calls'.
  const free = [3, 4, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];
  const source = (): number => (number(8) === 0 ? 0 : pick(free));
  const target = (): number => (number(12) === 0 ? 0 : pick(free));
  const code: number[] = [];
  const symbols: MadeSymbol[] = [];
  const calls: { readonly at: number; readonly fn: number; readonly kind: number }[] = [];
  const entries: number[] = [];
  const count = 2 + number(5);

  const simple = (): number[] => {
    switch (number(10)) {
      case 0:
      case 1:
      case 2: {
        const [funct7, funct3] = pick(registerForms);
        return [asm.r(0x33, funct3, funct7, target(), source(), source())];
      }
      case 3: {
        const [funct7, funct3] = pick(wordForms);
        return [asm.r(0x3b, funct3, funct7, target(), source(), source())];
      }
      case 4:
        return [asm.i(0x13, pick([0, 2, 3, 4, 6, 7]), target(), source(), number(4096) - 2048)];
      case 5:
        return [
          pick([
            asm.i(0x13, 1, target(), source(), number(64)),
            asm.i(0x13, 5, target(), source(), number(64) | pick([0, 1024])),
            asm.i(0x1b, 0, target(), source(), number(4096) - 2048),
            asm.i(0x1b, 1, target(), source(), number(32)),
            asm.i(0x1b, 5, target(), source(), number(32) | pick([0, 1024])),
          ]),
        ];
      case 6:
        return [pick([asm.lui, asm.auipc])(target(), number(1 << 20))];
      case 7: {
        const [funct3, size] = pick([
          [0, 1],
          [1, 2],
          [2, 4],
          [3, 8],
          [4, 1],
          [5, 2],
          [6, 4],
        ] as const);
        return [asm.i(0x03, funct3, target(), 9, at.scratch + size * number(1024 / size))];
      }
      case 8: {
        const [funct3, size] = pick([
          [0, 1],
          [1, 2],
          [2, 4],
          [3, 8],
        ] as const);
        return [asm.store(funct3, 9, source(), at.scratch + size * number(1024 / size))];
      }
      default:
        return [asm.branch(pick([0, 1, 4, 5, 6, 7]), source(), source(), 8), asm.addi(target(), source(), 1)];
    }
  };
  const write = (fd: number, from: number, size: number): number[] => [
    ...asm.li(10, fd),
    ...asm.li(11, dataBase + from),
    ...asm.li(12, size),
    ...asm.li(5, 2),
    asm.ecall,
  ];
  const print = (): number[] => {
    const text = number(texts.length);
    return write(number(6) === 0 ? 2 : 1, at.texts + 128 * text, texts[text]!.length);
  };
  const unconstrained = (): number[] => {
    const inside = [
      ...Array.from({ length: number(6) }, simple).flat(),
      ...(number(2) === 0 ? write(14, at.words + 8 * number(8), number(40)) : []),
      ...(number(3) === 0 ? print() : []),
      ...asm.li(5, 4),
      asm.ecall,
    ];
    return [...asm.li(5, 3), asm.ecall, asm.branch(0, 5, 0, 4 * (inside.length + 1)), ...inside];
  };
  const readHint = (): number[] => {
    // Only where there is a hint: its length is neither −1 nor too much.
    const inside = [
      asm.addi(11, 5, 0),
      ...asm.li(10, dataBase + at.scratch + 8 * number(64)),
      ...asm.li(5, 0xf1),
      asm.ecall,
    ];
    return [
      ...asm.li(5, 0xf0),
      asm.ecall,
      ...asm.li(6, 256),
      asm.branch(7, 5, 6, 4 * (inside.length + 1)),
      ...inside,
    ];
  };
  const hash = (): number[] =>
    pick([
      (): number[] => syscall(0x00010109, dataBase + at.scratch + 8 * number(32), 0),
      (): number[] => syscall(0x00300105, dataBase + at.scratch + 8 * number(32), 0),
      (): number[] =>
        syscall(0x00010106, dataBase + at.scratch + 8 * number(32), dataBase + at.words + 8 * number(32)),
      (): number[] =>
        syscall(0x0001011d, dataBase + at.scratch + 8 * number(64), dataBase + at.words + 8 * number(32)),
      (): number[] =>
        syscall(
          pick([0x00010130, 0x00010131]),
          ...[0, 1, 2, 3, 4].map(() => dataBase + at.scratch + 8 * number(64)),
        ),
    ])();

  // 1. The start: registers from data, then function 0, then the end.
  code.push(...asm.li(9, dataBase), ...asm.li(2, codeBase - 64), ...asm.li(8, 40 + number(200)));
  for (const r of free) code.push(asm.ld(r, 9, at.words + 8 * number(48)));
  calls.push({ at: code.length, fn: 0, kind: 0 });
  code.push(0);
  for (const r of free) code.push(asm.sd(9, r, at.scratch + 8 * r));
  code.push(...write(13, at.scratch, 1024), ...halt(number(5) === 0 ? number(200) : 0));
  // 2. The functions.
  for (let fn = 0; fn < count; fn++) {
    entries.push(code.length);
    const start = code.length;
    // Out of fuel: back at once.
    code.push(asm.addi(8, 8, -1), asm.branch(5, 8, 0, 8), asm.jalr(0, 1, 0));
    code.push(asm.addi(2, 2, -16), asm.sd(2, 1, 8));
    for (let k = 0; k < length / 2 + number(length); k++)
      switch (number(30)) {
        case 0:
        case 1:
        case 2:
          calls.push({ at: code.length, fn: number(count), kind: 0 });
          code.push(0);
          break;
        case 3:
          calls.push({ at: code.length, fn: number(count), kind: 1 });
          code.push(0, 0);
          break;
        case 4:
          code.push(...print());
          break;
        case 5:
          code.push(...unconstrained());
          break;
        case 6:
          code.push(...(number(2) === 0 ? readHint() : hash()));
          break;
        case 7:
          code.push(...write(14, at.words + 8 * number(8), number(40)));
          break;
        default:
          code.push(...simple());
      }
    code.push(asm.ld(1, 2, 8), asm.addi(2, 2, 16));
    if (number(3) === 0) {
      calls.push({ at: code.length, fn: number(count), kind: 2 });
      code.push(0);
    } else code.push(asm.jalr(0, 1, 0));
    // Now and then a size that is not the function's.
    const size = 4 * (code.length - start) + pick([0, 0, 0, 0, 8, -8, 40]);
    symbols.push({ name: `f${String(number(9) === 0 ? 0 : fn)}`, at: codeBase + 4 * start, size });
    if (number(4) === 0)
      symbols.push({
        name: `part${String(fn)}`,
        at: codeBase + 4 * (start + 3 + number(6)),
        size: 4 * number(20),
      });
  }
  for (const { at: from, fn, kind } of calls) {
    const to = 4 * (entries[fn]! - from);
    if (kind === 1) {
      const upper = (to + 0x800) >> 12;
      code[from] = asm.auipc(1, upper & 0xfffff);
      code[from + 1] = asm.jalr(1, 1, to - (upper << 12));
    } else code[from] = asm.jal(kind === 0 ? 1 : 0, to);
  }
  const data = new Uint8Array(8192);
  const view = new DataView(data.buffer);
  for (let i = 0; i < 512; i++)
    view.setBigUint64(
      8 * i,
      BigInt.asUintN(
        64,
        number(2) === 0 ? pick(edges) : (BigInt(number(2 ** 32)) << 32n) | BigInt(number(2 ** 32)),
      ),
      true,
    );
  texts.forEach((text, i) => data.set(new TextEncoder().encode(text), at.texts + 128 * i));
  const input = Array.from({ length: number(4) }, () =>
    Uint8Array.from({ length: number(30) }, () => number(256)),
  );
  if (number(2) === 0) symbols.push({ name: "main", at: codeBase, size: 4 * entries[0]! });
  return { name: `random ${String(seed)}`, elf: sp1Elf(code, data, symbols), input };
}

/** By funct7, funct3. */
const registerForms = [
  [0, 0],
  [32, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
  [0, 5],
  [32, 5],
  [0, 6],
  [0, 7],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((funct3) => [1, funct3] as const),
] as const;
const wordForms = [
  [0, 0],
  [32, 0],
  [0, 1],
  [0, 5],
  [32, 5],
  ...[0, 4, 5, 6, 7].map((funct3) => [1, funct3] as const),
] as const;

/** One call on given operands: a0 and a1 point at them, and the first is written out. */
export function precompileGuest(
  name: string,
  code: number,
  first: readonly bigint[],
  second: readonly bigint[] | number,
  times = 1,
): MadeGuest {
  const data = new Uint8Array(8192);
  const view = new DataView(data.buffer);
  first.forEach((word, i) => view.setBigUint64(8 * i, BigInt.asUintN(64, word), true));
  if (typeof second !== "number")
    second.forEach((word, i) => view.setBigUint64(2048 + 8 * i, BigInt.asUintN(64, word), true));
  const call = syscall(code, dataBase, typeof second === "number" ? second : dataBase + 2048);
  const words = Array.from({ length: times }, () => call).flat();
  return {
    name,
    elf: sp1Elf([...words, ...syscall(2, 13, dataBase, 512), ...halt()], data),
    input: [],
  };
}

/** A write to a hook, then all its answers read and written out. */
export function hookGuest(name: string, fd: number, bytes: Uint8Array, answers: number): MadeGuest {
  const data = new Uint8Array(8192);
  data.set(bytes);
  const code = [...syscall(2, fd, dataBase, bytes.length)];
  for (let i = 0; i < answers; i++) {
    const to = dataBase + 4096 + 1024 * i;
    code.push(
      ...asm.li(5, 0xf0),
      asm.ecall,
      asm.addi(11, 5, 0),
      ...asm.li(10, to),
      ...asm.li(5, 0xf1),
      asm.ecall,
    );
    // The length again, which the read left in a1.
    code.push(asm.addi(12, 11, 0), ...asm.li(11, to), ...asm.li(10, 13), ...asm.li(5, 2), asm.ecall);
  }
  code.push(...asm.li(5, 0xf0), asm.ecall, ...asm.li(9, dataBase), asm.sd(9, 5, 8184 - 4096 - 2048));
  return {
    name,
    elf: sp1Elf([...code, ...syscall(2, 13, dataBase + 2040, 8), ...halt()], data),
    input: [],
  };
}

/** So many 64-bit words of a number, the lowest first. */
export const words = (value: bigint, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)));
