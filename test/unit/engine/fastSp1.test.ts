import { describe, expect, it } from "vitest";
import {
  asm,
  codeBase,
  dataBase,
  halt,
  sp1Elf,
  syscall,
  type MadeSymbol,
} from "../../../scripts/engines/sp1Assembler";
import { generator, randomSp1Guest } from "../../../scripts/engines/sp1Guests";
import {
  sp1Differences,
  sp1Eager,
  sp1Interpreted,
  sp1Translated,
  type Sp1Driven,
  type Sp1Guest,
  type Sp1Ran,
} from "../../../scripts/verify/twoSp1Machines";
import { sp1Machine } from "../../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../../src/core/engine/machines/sp1/sp16Costs";
import { readElf } from "../../../src/core/symbols/elf";

type Code = readonly number[];

/** x0 … x31 by the names that are used here. */
const [zero, ra, sp, s0, s1, a0, a1, a2, t1, t2] = [0, 1, 2, 8, 9, 10, 11, 12, 6, 7];

/** Functions one after the other, the first one the entry; calls and jumps name their function. */
class Assembly {
  private readonly code: number[] = [];
  private readonly starts = new Map<string, number>();
  private readonly fixes: {
    readonly at: number;
    readonly to: string;
    readonly word: (by: number) => number;
  }[] = [];
  private readonly symbols: { name: string; from: number }[] = [];

  fn(name: string, ...parts: readonly (Code | number | (() => void))[]): this {
    this.symbols.push({ name, from: this.code.length });
    return this.label(name).put(...parts);
  }

  put(...parts: readonly (Code | number | (() => void))[]): this {
    for (const part of parts)
      if (typeof part === "number") this.code.push(part);
      else if (typeof part === "function") part();
      else this.code.push(...part);
    return this;
  }

  label(name: string): this {
    this.starts.set(name, this.code.length);
    return this;
  }

  /** Parts that know where they stand. */
  readonly mark = (name: string) => (): void => void this.label(name);
  readonly call = (to: string): (() => void) => this.fix(to, (by) => asm.jal(ra, by));
  readonly goto = (to: string): (() => void) => this.fix(to, (by) => asm.jal(zero, by));
  readonly branch = (funct3: number, a: number, b: number, to: string): (() => void) =>
    this.fix(to, (by) => asm.branch(funct3, a, b, by));
  /** register := the address of a label. */
  readonly address = (register: number, of: string) => (): void => {
    const at = this.code.push(0, 0) - 2;
    const start = (): number => codeBase + 4 * this.starts.get(of)!;
    this.fixes.push({ at, to: of, word: () => asm.li(register, start())[0]! });
    this.fixes.push({ at: at + 1, to: of, word: () => asm.li(register, start())[1]! });
  };

  elf(data = new Uint8Array(64)): Uint8Array {
    for (const { at, to, word } of this.fixes) this.code[at] = word(4 * (this.starts.get(to)! - at));
    const symbols = this.symbols.map(({ name, from }, i): MadeSymbol => ({
      name,
      at: codeBase + 4 * from,
      size: 4 * ((this.symbols[i + 1]?.from ?? this.code.length) - from),
    }));
    return sp1Elf(this.code, data, symbols);
  }

  private fix(to: string, word: (by: number) => number): () => void {
    return () => void this.fixes.push({ at: this.code.push(0) - 1, to, word });
  }
}

const beq = 0;
const bne = 1;
const ret = asm.jalr(zero, ra, 0);
const sw = (base: number, from: number, at: number): number => asm.store(2, base, from, at);
const lw = (to: number, base: number, at: number): number => asm.i(0x03, 2, to, base, at);
const shiftLeft = (register: number, by: number): number => asm.i(0x13, 1, register, register, by);
const publish = (address: number, size: number): Code => syscall(2, 13, address, size);

/** Calls `work` so often, with a0 counting up; s1 holds the data's address. */
function loopOver(a: Assembly, times: number, before: Code = []): Assembly {
  return a.fn(
    "main",
    ...[asm.li(sp, 0x78000000), asm.li(s1, dataBase), asm.li(s0, times), before],
    a.mark("again"),
    asm.addi(a0, s0, 0),
    a.call("work"),
    asm.addi(s0, s0, -1),
    a.branch(bne, s0, zero, "again"),
    publish(dataBase, 32),
    halt(),
  );
}

/** Six ways to drive the same guest, the slices from a seed. */
function ways(seed: number): [string, Sp1Driven][] {
  const random = generator(seed);
  const slice = (most: number) => (): number => 1 + Math.floor(random() * most);
  return [
    ["by default", {}],
    ["translated at once", { tuning: sp1Eager(1) }],
    ["translated soon", { tuning: sp1Eager(2 + (seed % 7)) }],
    ["translated, in slices that go on", { tuning: sp1Eager(2), slice: slice(3000), goesOn: true }],
    ["translated, in slices that begin anew", { tuning: sp1Eager(1), slice: slice(40_000) }],
    ["in slices that begin anew", { slice: slice(5000) }],
  ];
}

function expectSame(guest: Sp1Guest, seed = 1, only?: number): { reference: Sp1Ran; regions: number } {
  const reference = sp1Interpreted(guest);
  let regions = 0;
  const all = ways(seed);
  for (const [way, driven] of only === undefined ? all : [all[only % all.length]!]) {
    const fast = sp1Translated(guest, driven);
    regions = Math.max(regions, fast.regions);
    expect({ way, seed, differences: sp1Differences(reference, fast) }).toEqual({
      way,
      seed,
      differences: [],
    });
  }
  return { reference, regions };
}

describe("the SP1 machine as WebAssembly", () => {
  it("counts random guests as the interpreter does", () => {
    for (let seed = 1; seed <= 110; seed++) {
      const { elf, input } = randomSp1Guest(seed, 10 + (seed % 60));
      const random = generator(seed);
      // Some end in the middle, some have many chunks of gas.
      const limit = seed % 4 === 0 ? 1 + Math.floor(random() * 60_000) : 2_000_000;
      const model = seed % 3 === 0 ? { ...sp16, chunkEntries: 100 + Math.floor(random() * 3000) } : sp16;
      expectSame({ elf, input, limit, model }, seed, seed);
    }
  });

  it("stops at any limit with the same counts", () => {
    const { elf, input } = randomSp1Guest(7, 50);
    for (const limit of [0, 1, 2, 3, 77, 1000, 8191, 8192, 8193, 20_000, 33_333])
      expectSame({ elf, input, limit }, limit, limit);
  });

  it("passes multiples of 2^24 of the clock as the interpreter does", () => {
    const a = new Assembly();
    loopOver(a, 300_000).fn(
      "work",
      ...[asm.addi(a1, a0, 3), asm.r(0x33, 4, 0, a2, a1, a0), sw(s1, a2, 8), ret],
    );
    const { reference, regions } = expectSame({ elf: a.elf() });
    expect(reference.machine.gas.clockBumps).toBeGreaterThan(0);
    expect(regions).toBeGreaterThan(0);
  });
});

describe("unconstrained blocks", () => {
  const enter = [...asm.li(5, 3), asm.ecall];
  const exit = [...asm.li(5, 4), asm.ecall];

  it("in hot code: nothing of them counts", () => {
    const a = new Assembly();
    loopOver(a, 50).fn(
      "work",
      ...[asm.addi(t2, zero, 5), enter, a.branch(beq, 5, zero, "out"), a.mark("in")],
      ...[asm.addi(t2, t2, -1), sw(s1, t2, 8), a.branch(bne, t2, zero, "in"), exit, a.mark("out")],
      ...[lw(t1, s1, 8), sw(s1, t2, 16), ret],
    );
    const { reference, regions } = expectSame({ elf: a.elf() });
    expect(reference.machine.fault).toBeNull();
    expect(regions).toBeGreaterThan(0);
  });

  it("one without end can be stopped", () => {
    const elf = sp1Elf([...enter, asm.jal(zero, 0)]);
    const request = { elf, input: [], maxSteps: null, mainName: "", listed: false };
    const machine = sp1Machine(request, readElf(elf), sp16);
    let asked = 0;
    machine.run(1000, () => (++asked < 5 ? 1000 : 0));
    expect(asked).toBe(5);
    expect(machine.done).toBe(false);
    expect(machine.result(true).outcome.status).toBe("cancelled");
  });
});

describe("memory", () => {
  /** The work stores and loads at an address, and sums up what it found. */
  const at = (address: Code, width: 0 | 1 | 2 | 3, offset = 0, times = 40): Uint8Array => {
    const a = new Assembly();
    loopOver(a, times).fn(
      "work",
      ...[address, asm.store(width, t1, a0, offset), asm.i(0x03, width, a1, t1, offset)],
      ...[asm.ld(t2, s1, 0)],
      ...[asm.r(0x33, 0, 0, t2, t2, a1), asm.sd(s1, t2, 0), ret],
    );
    return a.elf();
  };
  const li = (value: number, shift = 0): Code => [
    ...asm.li(t1, value),
    ...(shift > 0 ? [shiftLeft(t1, shift)] : []),
  ];

  it.each([
    ["in the data", li(dataBase), 2, 16],
    ["at the window's first byte", li(0x70000000), 0, 0],
    ["before it", li(0x70000000), 0, -1],
    ["at 0", li(0), 2, 0],
    ["in the input's region", li(0x1c00, 24), 2, 8],
    ["over two pages that differ", li(0x1c00, 24), 2, -4],
    ["just below 2^40", li(0xffff, 24), 1, 2046],
  ] as const)("%s", (_, address, width, offset) => {
    const { reference } = expectSame({ elf: at(address, width, offset) });
    expect(reference.machine.fault).toBeNull();
  });

  it.each([
    ["8 bytes off their place", li(dataBase), 3, 4, /8 bytes at 0x78200004, which is not aligned/],
    ["2 bytes off their place", li(dataBase), 1, 1, /2 bytes at 0x78200001, which is not aligned/],
    ["far away", li(1, 40), 2, 0, /0x10000000000, beyond 2\^40/],
    ["below 0", li(0), 2, -4, /0xfffffffffffffffc, beyond 2\^40/],
    ["off its place, in the input's region", li(0x1c00, 24), 2, 2, /4 bytes at 0x1c00000002/],
  ] as const)("%s ends the run alike", (_, address, width, offset, message) => {
    const { reference } = expectSame({ elf: at(address, width, offset) });
    expect(reference.machine.fault?.message).toMatch(message);
  });

  it("fails in the middle of a block that ran before", () => {
    // The address moves on until it is not aligned any more.
    const a = new Assembly();
    loopOver(a, 100, [...asm.li(t1, dataBase)]).fn(
      "work",
      ...[asm.addi(a1, a0, 1), sw(t1, a1, 8), lw(a2, t1, 8), asm.addi(a1, a1, 1)],
      ...[asm.i(0x13, 2, a2, s0, 20), asm.r(0x33, 0, 0, t1, t1, a2), ret],
    );
    const { reference, regions } = expectSame({ elf: a.elf() });
    expect(reference.machine.fault?.message).toMatch(/wrote 4 bytes at 0x78200009, which is not aligned/);
    expect(regions).toBeGreaterThan(0);
  });
});

describe("the stack", () => {
  const push: Code = [asm.addi(sp, sp, -32), asm.sd(sp, ra, 24), asm.sd(sp, a0, 0), sw(sp, a0, 8)];
  const pop: Code = [asm.ld(a1, sp, 0), lw(a2, sp, 8), asm.ld(ra, sp, 24), asm.addi(sp, sp, 32)];
  const sum: Code = [asm.ld(t1, s1, 0), asm.r(0x33, 0, 0, t1, t1, a1), asm.sd(s1, t1, 0)];

  it.each([
    ["where stacks are", asm.li(sp, 0x78000000)],
    ["at the window's end", asm.li(sp, 0x70000020)],
    ["outside of the window", [...asm.li(sp, 0x1c00), shiftLeft(sp, 24)]],
  ])("is used %s", (_, place) => {
    const a = new Assembly();
    loopOver(a, 60, place).fn("work", push, a.call("leaf"), pop, sum, ret).fn("leaf", push, pop, sum, ret);
    const { reference } = expectSame({ elf: a.elf() });
    expect(reference.machine.fault).toBeNull();
    // Twice the sum of 1 to 60.
    expect(reference.machine.streams.publicHex.slice(0, 4)).toBe("4c0e");
  });

  it("is moved out of the window, and back", () => {
    const a = new Assembly();
    loopOver(a, 60).fn(
      "work",
      push,
      ...[asm.addi(t2, sp, 0), asm.li(sp, 0x1c00), shiftLeft(sp, 24), push, asm.addi(a1, a0, 5), pop],
      ...[asm.addi(sp, t2, 0), pop, sum, ret],
    );
    const { reference, regions } = expectSame({ elf: a.elf() });
    expect(reference.machine.fault).toBeNull();
    expect(regions).toBeGreaterThan(0);
  });

  it("is off its place: the first access ends the run", () => {
    const a = new Assembly();
    loopOver(a, 60).fn("work", push, pop, asm.i(0x13, 2, t1, s0, 30), asm.r(0x33, 0, 32, sp, sp, t1), ret);
    expect(expectSame({ elf: a.elf() }).reference.machine.fault?.message).toMatch(
      /wrote 8 bytes at .* not aligned/,
    );
  });
});

describe("jumps", () => {
  it("recursion, a hundred thousand frames deep", () => {
    const a = new Assembly();
    loopOver(a, 1).fn(
      "work",
      ...[asm.li(a0, 100_000), asm.addi(t2, ra, 0), a.call("down"), asm.jalr(zero, t2, 0)],
    );
    a.fn(
      "down",
      ...[asm.addi(sp, sp, -16), asm.sd(sp, ra, 8), a.branch(beq, a0, zero, "bottom"), asm.addi(a0, a0, -1)],
      ...[
        a.call("down"),
        asm.addi(a1, a1, 1),
        a.mark("bottom"),
        asm.ld(ra, sp, 8),
        asm.addi(sp, sp, 16),
        ret,
      ],
    );
    const { reference, regions } = expectSame({ elf: a.elf() });
    expect(reference.tree.length).toBeGreaterThan(100_000);
    expect(regions).toBeGreaterThan(0);
  });

  it("tail calls, by jump and by register, and functions that run into the next", () => {
    const a = new Assembly();
    loopOver(a, 50)
      .fn("work", asm.i(0x13, 7, t1, a0, 1), a.branch(beq, t1, zero, "even"), a.goto("odd"))
      .fn("odd", a.address(t1, "end"), asm.jalr(zero, t1, 0))
      .fn("even", asm.addi(a1, a1, 1), asm.addi(a1, a1, 2))
      .fn("behind", asm.addi(a2, a2, 1), a.branch(bne, a1, zero, "end"), asm.addi(a2, a2, 7))
      .fn("end", sw(s1, a1, 0), sw(s1, a2, 8), ret);
    const { reference } = expectSame({ elf: a.elf() });
    expect(reference.tree.length).toBe(6);
  });

  it("jump tables inside a function, whose targets are seen late", () => {
    const a = new Assembly();
    loopOver(a, 200).fn(
      "work",
      ...[asm.i(0x13, 7, t1, a0, 3), shiftLeft(t1, 3), a.address(t2, "table")],
      ...[asm.r(0x33, 0, 0, t2, t2, t1), asm.jalr(zero, t2, 0), a.mark("table")],
      ...[asm.addi(a1, a1, 1), a.goto("out"), asm.addi(a1, a1, 2), a.goto("out")],
      ...[asm.addi(a2, a2, 3), a.goto("out"), asm.addi(a2, a2, 4), a.goto("out")],
      ...[a.mark("out"), sw(s1, a1, 0), sw(s1, a2, 8), ret],
    );
    const { regions } = expectSame({ elf: a.elf() });
    expect(regions).toBeGreaterThan(0);
  });

  it("jump tables whose targets lie far apart", () => {
    const a = new Assembly();
    const far = Array<number>(3000).fill(asm.addi(zero, zero, 0));
    loopOver(a, 100).fn(
      "work",
      ...[
        a.address(t1, "near"),
        asm.i(0x13, 7, t2, a0, 1),
        a.branch(beq, t2, zero, "go"),
        a.address(t1, "far"),
      ],
      ...[a.mark("go"), asm.jalr(zero, t1, 0), a.mark("near"), asm.addi(a1, a1, 1), ret],
      ...[far, a.mark("far"), asm.addi(a1, a1, 2), ret],
    );
    expectSame({ elf: a.elf() });
  });

  it("returns to a frame far below", () => {
    // `far` comes back to `main`, not to `work`: as longjmp does.
    const a = new Assembly();
    loopOver(a, 40)
      .fn(
        "work",
        asm.addi(sp, sp, -16),
        asm.sd(sp, ra, 8),
        asm.addi(t2, ra, 0),
        a.call("mid"),
        asm.ld(ra, sp, 8),
      )
      .put(asm.addi(sp, sp, 16), ret)
      .fn("mid", asm.i(0x13, 7, t1, a0, 3), a.branch(bne, t1, zero, "back"), asm.addi(sp, sp, 16))
      .put(asm.jalr(zero, t2, 0), a.mark("back"), ret);
    expectSame({ elf: a.elf() });
  });

  it.each([
    [
      "by a call to where no code is",
      (a: Assembly) => [asm.li(t1, 0x1000), asm.jalr(ra, t1, 0), a.goto("work")],
    ],
    ["by a register", () => [asm.li(t1, 0x1000), asm.jalr(zero, t1, 0)]],
    ["behind the last row", () => [asm.jal(zero, 0x4000)]],
  ])("away %s end the run alike", (_, parts) => {
    const a = new Assembly();
    loopOver(a, 30).fn(
      "work",
      ...[a.branch(bne, a0, zero, "on"), ret, a.mark("on"), asm.addi(t1, a0, -3)],
      ...[a.branch(beq, t1, zero, "away"), ret, a.mark("away"), ...parts(a)],
    );
    expect(expectSame({ elf: a.elf() }).reference.machine.fault?.message).toMatch(/where no instruction is/);
  });

  it("code without symbols", () => {
    const code = [
      ...[...asm.li(s0, 5000), ...asm.li(s1, dataBase)],
      ...[asm.addi(a1, a1, 3), sw(s1, a1, 0), asm.addi(s0, s0, -1), asm.branch(bne, s0, zero, -12)],
      ...halt(),
    ];
    const { regions } = expectSame({ elf: sp1Elf(code) });
    expect(regions).toBeGreaterThan(0);
  });
});
