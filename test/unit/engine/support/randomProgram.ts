/** One instruction with its text, for failures that a person can read. */
export interface Instruction {
  readonly word: number;
  readonly text: string;
}

/** A batch of random programs behind one another, with functions, loops, indirect jumps and all widths of access. */
export interface RandomProgram {
  readonly code: readonly Instruction[];
  /** Addresses at which a function starts. */
  readonly functions: readonly number[];
  readonly readOnly: BigUint64Array;
  readonly input: BigUint64Array;
}

export const codeAt = 0x90000000;
export const readOnlyAt = 0x90100000;
export const inputAt = 0x10000008;
/** Every program leaves its registers here, one block of 256 bytes after the other. */
const dumpAt = 0xa0440000;
/** x1 return, x2 stack, x25…x28 jumps and loops, x29 input, x30 read-only data, x31 heap: never a random target. */
const free = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];

const nop: Instruction = { word: 0x13, text: "nop" };

/** The same program with some instructions left out. */
export function without(program: RandomProgram, at: number, size: number): RandomProgram {
  return { ...program, code: program.code.map((one, i) => (i >= at && i < at + size ? nop : one)) };
}

export function textOf(program: RandomProgram): string {
  return program.code
    .map(({ text, word }, i) => ({ text, word, pc: codeAt + 4 * i }))
    .filter(({ text }) => text !== "nop")
    .map(({ text, word, pc }) => `${pc.toString(16)}: ${(word >>> 0).toString(16).padStart(8, "0")}  ${text}`)
    .join("\n");
}

type Three = readonly [name: string, funct7: number, funct3: number];
const forms = (text: string): Three[] =>
  text.split(" ").map((form) => {
    const [name, f7, f3] = form.split(":");
    return [name!, Number(f7), Number(f3)];
  });
const registerForms = forms(
  "add:0:0 sub:32:0 sll:0:1 slt:0:2 sltu:0:3 xor:0:4 srl:0:5 sra:32:5 or:0:6 and:0:7 mul:1:0 mulh:1:1 mulhsu:1:2 mulhu:1:3 " +
    "div:1:4 divu:1:5 rem:1:6 remu:1:7 andn:32:7 orn:32:6 xnor:32:4 rol:48:1 ror:48:5 min:5:4 minu:5:5 max:5:6 maxu:5:7 " +
    "pack:4:4 packh:4:7 bclr:36:1 bext:36:5 binv:52:1 bset:20:1 sh1add:16:2 sh2add:16:4 sh3add:16:6",
);
const wordForms = forms(
  "addw:0:0 subw:32:0 sllw:0:1 srlw:0:5 sraw:32:5 mulw:1:0 divw:1:4 divuw:1:5 remw:1:6 remuw:1:7 rolw:48:1 rorw:48:5 " +
    "add.uw:4:0 packw:4:4 sh1add.uw:16:2 sh2add.uw:16:4 sh3add.uw:16:6",
);
const immediateForms = forms("addi:0:0 slti:0:2 sltiu:0:3 xori:0:4 ori:0:6 andi:0:7");
const shiftForms = forms("slli:0:1 srli:0:5 srai:16:5 bseti:10:1 bclri:18:1 binvi:26:1 bexti:18:5 rori:24:5");
const wordShiftForms = forms("slliw:0:1 srliw:0:5 sraiw:32:5 roriw:48:5 slli.uw:4:1");
const singleForms = forms(
  "clz:1536:1 ctz:1537:1 cpop:1538:1 sext.b:1540:1 sext.h:1541:1 rev8:1720:5 brev8:1671:5 orc.b:647:5",
);
const singleWordForms = forms("clzw:1536:1 ctzw:1537:1 cpopw:1538:1");
const loads = forms("lb:0:0 lh:0:1 lw:0:2 ld:0:3 lbu:0:4 lhu:0:5 lwu:0:6");
const stores = forms("sb:0:0 sh:0:1 sw:0:2 sd:0:3");
const branches = forms("beq:0:0 bne:0:1 blt:0:4 bge:0:5 bltu:0:6 bgeu:0:7");
const atomics = forms(
  "amoadd:0:0 amoswap:1:0 sc:3:0 lr:2:0 amoxor:4:0 amoor:8:0 amoand:12:0 amomin:16:0 amomax:20:0 amominu:24:0 amomaxu:28:0",
);

const x = (r: number): string => `x${String(r)}`;
const r = (opcode: number, [name, f7, f3]: Three, rd: number, rs1: number, rs2: number): Instruction => ({
  word: (f7 << 25) | (rs2 << 20) | (rs1 << 15) | (f3 << 12) | (rd << 7) | opcode,
  text: `${name} ${x(rd)},${x(rs1)},${x(rs2)}`,
});
const i = (
  opcode: number,
  [name, high, f3]: Three,
  rd: number,
  rs1: number,
  imm: number,
  note = "",
): Instruction => ({
  word: (((high | imm) & 0xfff) << 20) | (rs1 << 15) | (f3 << 12) | (rd << 7) | opcode,
  text: `${name} ${x(rd)},${x(rs1)},${String(imm)}${note}`,
});
const addi = (rd: number, rs1: number, imm: number): Instruction => i(0x13, ["addi", 0, 0], rd, rs1, imm);
const upper = (opcode: 0x37 | 0x17, rd: number, value: number): Instruction => ({
  word: (value << 12) | (rd << 7) | opcode,
  text: `${opcode === 0x37 ? "lui" : "auipc"} ${x(rd)},0x${(value & 0xfffff).toString(16)}`,
});
const store = ([name, , f3]: Three, rs1: number, rs2: number, imm: number): Instruction => ({
  word: ((imm >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (f3 << 12) | ((imm & 31) << 7) | 0x23,
  text: `${name} ${x(rs2)},${String(imm)}(${x(rs1)})`,
});
const branch = ([name, , f3]: Three, rs1: number, rs2: number, offset: number): Instruction => ({
  word:
    (((offset >> 12) & 1) << 31) |
    (((offset >> 5) & 63) << 25) |
    (rs2 << 20) |
    (rs1 << 15) |
    (f3 << 12) |
    (((offset >> 1) & 15) << 8) |
    (((offset >> 11) & 1) << 7) |
    0x63,
  text: `${name} ${x(rs1)},${x(rs2)},.${offset < 0 ? "" : "+"}${String(offset)}`,
});
const jal = (rd: number, offset: number): Instruction => ({
  word:
    (((offset >> 20) & 1) << 31) |
    (((offset >> 1) & 1023) << 21) |
    (((offset >> 11) & 1) << 20) |
    (((offset >> 12) & 255) << 12) |
    (rd << 7) |
    0x6f,
  text: `jal ${x(rd)},.${offset < 0 ? "" : "+"}${String(offset)}`,
});
const jalr = (rd: number, rs1: number, imm: number): Instruction => i(0x67, ["jalr", 0, 0], rd, rs1, imm);

/** Any 32-bit address in a register: four instructions. */
const address = (rd: number, at: number): Instruction[] => {
  const low = (at << 20) >> 20;
  return [
    upper(0x37, rd, (at - low) >>> 12),
    i(0x13, ["slli", 0, 1], rd, rd, 32),
    i(0x13, ["srli", 0, 5], rd, rd, 32),
    addi(rd, rd, low),
  ];
};

/** A batch of `programs` programs; the same for the same seed. */
export function randomProgram(seed: number, programs: number): RandomProgram {
  let state = (seed * 2654435761) | 1;
  const number = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const pick = <T>(from: readonly T[]): T => from[number(from.length)]!;
  const code: Instruction[] = [];
  const functions: number[] = [];
  const pc = (): number => codeAt + 4 * code.length;
  const put = (...more: readonly Instruction[]): void => void code.push(...more);
  const rd = (): number => (number(12) === 0 ? 0 : pick(free));
  const rs = (): number => (number(10) === 0 ? pick([0, 2, 29, 30, 31, 25]) : pick(free));
  const imm = (): number => pick([0, 1, -1, 2047, -2048, number(4096) - 2048, number(64)]);
  const pcRelative = (target: number): [number, number] => {
    const low = ((target - pc()) << 20) >> 20;
    return [(target - pc() - low) >> 12, low];
  };

  const plain = (): Instruction[] => {
    switch (number(12)) {
      case 0:
      case 1:
      case 2:
        return [r(0x33, pick(registerForms), rd(), rs(), rs())];
      case 3:
        return [r(0x3b, pick(wordForms), rd(), rs(), rs())];
      case 4:
        return [i(0x13, pick(immediateForms), rd(), rs(), imm())];
      case 5: {
        const [name, high, f3] = pick(shiftForms);
        return [i(0x13, [name, high << 6, f3], rd(), rs(), number(64))];
      }
      case 6: {
        const [name, high, f3] = pick(wordShiftForms);
        return [i(0x1b, [name, high << 5, f3], rd(), rs(), number(32))];
      }
      case 7:
        return [
          pick([
            () => i(0x13, pick(singleForms), rd(), rs(), 0),
            () => i(0x1b, pick(singleWordForms), rd(), rs(), 0),
            () => i(0x1b, ["addiw", 0, 0], rd(), rs(), imm()),
            () => upper(0x37, rd(), number(0x100000)),
            () => upper(0x17, rd(), number(0x100000)),
            () => ({ word: 0x0000000f, text: "fence" }),
          ])(),
        ];
      case 8:
      case 9:
        return [i(0x03, pick(loads), rd(), pick([2, 2, 29, 30, 31, 31]), number(500))];
      case 10:
        return [store(pick(stores), pick([2, 31]), rs(), number(500))];
      default: {
        const [name, kind] = pick(atomics);
        const wide = number(2);
        const form: Three = [`${name}.${wide === 1 ? "d" : "w"}`, kind << 2, 2 + wide];
        const base = pick([2, 31, 27]);
        const one = r(0x2f, form, rd(), base, name === "lr" ? 0 : rs());
        return base === 27 ? [addi(27, pick([2, 31]), number(64)), one] : [one];
      }
    }
  };

  /** Code of at least `length` instructions; branches in it go forward, never into a sequence that belongs together. */
  const block = (length: number, callees: readonly number[]): void => {
    const end = code.length + length;
    const starts: number[] = [];
    const jumps: { at: number; make: (offset: number) => Instruction }[] = [];
    const jump = (make: (offset: number) => Instruction): void => {
      jumps.push({ at: code.length, make });
      put(nop);
    };
    while (code.length < end) {
      starts.push(code.length);
      const what = number(16);
      if (what === 0) {
        const [form, one, other] = [pick(branches), rs(), rs()];
        jump((offset) => branch(form, one, other, offset));
      } else if (what === 1) jump((offset) => jal(0, offset));
      else if (what === 2)
        // A computed jump to one of four places.
        put(
          upper(0x17, 27, 0),
          i(0x13, ["andi", 0, 7], 26, rs(), 12),
          r(0x33, ["add", 0, 0], 26, 26, 27),
          jalr(0, 26, 16),
          ...[0, 1, 2, 3].map(() => addi(rd(), rs(), imm())),
        );
      else if (what < 6 && callees.length > 0) call(callees);
      else put(...plain());
    }
    starts.push(code.length);
    for (const { at, make } of jumps) {
      const ahead = starts.filter((start) => start > at).slice(0, 6);
      code[at] = make(4 * (pick(ahead) - at));
    }
  };

  /** One of four ways to call a function, or its middle. */
  const call = (callees: readonly number[]): void => {
    const target = pick(callees) + pick([0, 0, 4, 8]);
    switch (number(4)) {
      case 0:
        return put(jal(1, target - pc()));
      case 1: {
        const [high, low] = pcRelative(target);
        return put(upper(0x17, 26, high), addi(26, 26, low), jalr(1, 26, 0));
      }
      case 2: {
        // Fused by the machine.
        const [high, low] = pcRelative(target);
        return put(upper(0x17, 1, high), jalr(1, 1, low));
      }
      default: {
        // An odd offset: the lowest bit is cleared.
        const [high, low] = pcRelative(target);
        return put(upper(0x17, 26, high), addi(26, 26, low & ~1), jalr(1, 26, 1));
      }
    }
  };

  for (let p = 0; p < programs; p++) {
    const skip = code.length;
    put(nop);
    const callees: number[] = [];
    for (let f = 1 + number(3); f > 0; f--) {
      callees.push(pc());
      functions.push(pc());
      // Calls come in at the first three instructions.
      put(...[0, 1, 2].map(() => r(0x33, pick(registerForms), rd(), rs(), rs())));
      block(4 + number(10), []);
      if (number(2) === 0) {
        // A loop, counted in x25.
        put(addi(25, 0, 1 + number(9)));
        const start = code.length;
        block(2 + number(6), []);
        put(addi(25, 25, -1), branch(["bne", 0, 1], 25, 0, 4 * (start - code.length - 1)));
      }
      put(jalr(0, 1, 0));
    }
    code[skip] = jal(0, 4 * (code.length - skip));
    functions.push(pc());
    put(...address(30, readOnlyAt + 8 * number(32)), ...address(31, 0xa0430000 + number(64)));
    put(...address(2, 0xa0300000 + number(64)), ...address(29, inputAt + number(48)));
    for (const reg of free) if (reg > 0) put(i(0x03, ["ld", 0, 3], reg, 30, 8 * number(128)));
    block(4 + number(12), callees);
    put(addi(28, 0, 1 + number(12)));
    const start = code.length;
    block(4 + number(16), callees);
    put(addi(28, 28, -1), branch(["bne", 0, 1], 28, 0, 4 * (start - code.length - 1)));
    block(4 + number(8), callees);
    put(...address(27, dumpAt + 256 * p));
    for (let reg = 1; reg < 32; reg++) if (reg !== 27) put(store(["sd", 0, 3], 27, reg, 8 * reg));
  }
  put(addi(17, 0, 93), addi(10, 0, 0), { word: 0x73, text: "ecall" });
  const operand = (): bigint => {
    const wide = (BigInt(number(2 ** 31)) << 33n) ^ (BigInt(number(2 ** 31)) << 12n) ^ BigInt(number(4096));
    const edges = [
      0n,
      1n,
      -1n,
      -2n,
      1n << 63n,
      (1n << 63n) - 1n,
      1n << 31n,
      -(1n << 31n),
      (1n << 32n) - 1n,
      1n << 32n,
    ];
    return BigInt.asUintN(64, pick([...edges, BigInt(number(300)), -BigInt(number(300)), wide, wide, wide]));
  };
  return {
    code,
    functions,
    readOnly: BigUint64Array.from({ length: 256 }, operand),
    input: BigUint64Array.from({ length: 100 }, operand),
  };
}

/**
 * Every form of two registers with `count` edge operands from `first` on and every one of them, each result stored where the registers of random
 * programs would be: division by zero and its overflow, shifts by more than the width, signs; and each with x0 for a
 * source or the result, LR and SC, fused auipc and jalr.
 */
export function edgeProgram(operands: readonly bigint[], first: number, count: number): RandomProgram {
  const code: Instruction[] = [];
  const put = (...more: readonly Instruction[]): void => void code.push(...more);
  const result = (...steps: readonly Instruction[]): void =>
    put(addi(7, 0, 99), ...steps, store(["sd", 0, 3], 31, 7, 0), addi(31, 31, 8));
  put(...address(30, readOnlyAt), ...address(31, dumpAt), ...address(2, 0xa0300000));
  const load = (at: number, k: number): Instruction => i(0x03, ["ld", 0, 3], at, 30, 8 * k);
  const pairs = [
    ...registerForms.map((form) => [0x33, form] as const),
    ...wordForms.map((form) => [0x3b, form] as const),
  ];
  for (let a = first; a < Math.min(first + count, operands.length); a++) {
    put(load(5, a));
    operands.forEach((__, b) => {
      put(load(6, b));
      for (const [opcode, form] of pairs) result(r(opcode, form, 7, 5, 6));
      for (const [name, kind] of atomics)
        for (const wide of [0, 1]) {
          const form: Three = [`${name}.${wide === 1 ? "d" : "w"}`, kind << 2, 2 + wide];
          const of = name === "lr" ? 0 : 6;
          result(store(["sd", 0, 3], 2, 5, 0), r(0x2f, form, 7, 2, of));
          result(i(0x03, ["ld", 0, 3], 7, 2, 0), r(0x2f, form, 0, 2, of), i(0x03, ["ld", 0, 3], 7, 2, 0));
        }
    });
    for (const [opcode, form] of pairs)
      result(
        r(opcode, form, 7, 0, 5),
        r(opcode, form, 0, 5, 5),
        store(["sd", 0, 3], 31, 7, 0),
        addi(31, 31, 8),
        r(opcode, form, 7, 5, 0),
      );
    for (const form of immediateForms)
      for (const imm of [0, 1, -1, 2047, -2048]) result(i(0x13, form, 7, 5, imm), i(0x13, form, 0, 5, imm));
    for (const by of [0, 1, 31, 32, 63]) {
      for (const [name, high, f3] of shiftForms) result(i(0x13, [name, high << 6, f3], 7, 5, by));
      for (const [name, high, f3] of wordShiftForms) result(i(0x1b, [name, high << 5, f3], 7, 5, by & 31));
    }
    for (const form of singleForms) result(i(0x13, form, 7, 5, 0));
    for (const form of singleWordForms) result(i(0x1b, form, 7, 5, 0));
    for (const form of loads) result(load(5, a), store(["sd", 0, 3], 2, 5, 8), i(0x03, form, 7, 2, 8));
    for (const form of stores) result(store(form, 2, 5, 16), i(0x03, ["ld", 0, 3], 7, 2, 16));
  }
  // auipc and jalr: fused with the same register, with x0 for the link, and not fused with another one.
  for (const [via, link] of [
    [1, 1],
    [1, 0],
    [8, 9],
    [8, 0],
  ] as const)
    result(
      upper(0x17, via, 0),
      jalr(link, via, 12),
      addi(7, 7, 1),
      addi(7, 7, 2),
      r(0x33, ["xor", 0, 4], 7, 7, via),
      r(0x33, ["add", 0, 0], 7, 7, link),
    );
  put(addi(17, 0, 93), addi(10, 0, 0), { word: 0x73, text: "ecall" });
  return {
    code,
    functions: [codeAt],
    readOnly: BigUint64Array.from(operands, (v) => BigInt.asUintN(64, v)),
    input: new BigUint64Array(1),
  };
}

/** The program as an ELF with a symbol for each function. */
export function elfOfProgram(program: RandomProgram): Uint8Array {
  const code = Uint32Array.from(program.code, ({ word }) => word);
  const names = program.functions.map((_, k) => `f${String(k)}`);
  const strings = new TextEncoder().encode(`\0${names.map((name) => `${name}\0`).join("")}`);
  const sectionNames = new TextEncoder().encode("\0.symtab\0.strtab\0");
  const align = (at: number): number => (at + 15) & ~15;
  const codeFile = 0x100;
  const dataFile = align(codeFile + code.byteLength);
  const symbolsFile = align(dataFile + program.readOnly.byteLength);
  const symbolBytes = 24 * (names.length + 1);
  const stringsFile = align(symbolsFile + symbolBytes);
  const namesFile = align(stringsFile + strings.length);
  const sectionsFile = align(namesFile + sectionNames.length);
  const file = new Uint8Array(sectionsFile + 4 * 64);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const half = (at: number, ...values: number[]): void =>
    values.forEach((v, k) => view.setUint16(at + 2 * k, v, true));
  const word = (at: number, value: number): void => view.setUint32(at, value, true);
  half(16, 2, 243);
  word(20, 1);
  word(24, codeAt);
  word(32, 64);
  word(40, sectionsFile);
  half(52, 64, 56, 2, 64, 4, 2);
  [
    [1, codeFile, codeAt, code.byteLength],
    [4, dataFile, readOnlyAt, program.readOnly.byteLength],
  ].forEach(([flags, offset, at, size], k) => {
    const header = 64 + 56 * k;
    for (const [field, value] of [
      [0, 1],
      [4, flags!],
      [8, offset!],
      [16, at!],
      [24, at!],
      [32, size!],
      [40, size!],
      [48, 8],
    ] as const)
      word(header + field, value);
  });
  file.set(new Uint8Array(code.buffer), codeFile);
  file.set(new Uint8Array(program.readOnly.buffer), dataFile);
  file.set(strings, stringsFile);
  file.set(sectionNames, namesFile);
  let name = 1;
  program.functions.forEach((start, k) => {
    const at = symbolsFile + 24 * (k + 1);
    word(at, name);
    file[at + 4] = 0x12;
    half(at + 6, 1);
    word(at + 8, start);
    word(at + 16, (program.functions[k + 1] ?? codeAt + code.byteLength) - start);
    name += names[k]!.length + 1;
  });
  [
    [],
    [1, 2, symbolsFile, symbolBytes, 2, 1, 24],
    [9, 3, stringsFile, strings.length, 0, 0, 0],
    [9, 3, namesFile, sectionNames.length, 0, 0, 0],
  ].forEach((fields, k) => {
    if (fields.length === 0) return;
    const at = sectionsFile + 64 * k;
    const [nameAt, type, offset, size, link, info, entry] = fields as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (const [field, value] of [
      [0, nameAt],
      [4, type],
      [24, offset],
      [32, size],
      [40, link],
      [44, info],
      [48, 8],
      [56, entry],
    ] as const)
      word(at + field, value);
  });
  // Section 2 holds both kinds of names; its header of names says so.
  half(62, 3);
  return file;
}
