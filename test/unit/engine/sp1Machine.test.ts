import { describe, expect, it } from "vitest";
import { asm, codeBase, dataBase, halt, sp1Elf, syscall } from "../../../scripts/engines/sp1Assembler";
import { precompileGuest, randomSp1Guest } from "../../../scripts/engines/sp1Guests";
import { Sp1Interpreter } from "../../../src/core/engine/machines/sp1/interpreter";
import { loadSp1 } from "../../../src/core/engine/machines/sp1/program";
import { sp1Machine } from "../../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../../src/core/engine/machines/sp1/sp16Costs";
import { profileOfRun } from "../../../src/core/engine/report";
import type { EngineRun } from "../../../src/core/engine/types";
import { readElf } from "../../../src/core/symbols/elf";
import { PlainRiscv } from "./support/plainRiscv";

interface Options {
  readonly input?: readonly Uint8Array[];
  readonly slice?: number;
  readonly maxSteps?: number;
}

function finished(elf: Uint8Array, options: Options = {}): EngineRun {
  const { input = [], slice = 1e6, maxSteps = null } = options;
  const machine = sp1Machine({ elf, input, maxSteps, mainName: "", listed: true }, readElf(elf), sp16);
  while (!machine.done) machine.run(slice);
  return machine.result(false);
}

const run = (code: readonly number[], options: Options = {}, data?: Uint8Array): EngineRun =>
  finished(sp1Elf([...code, ...halt()], data), options);

/** Words of memory as public values. */
const commit = (address: number, bytes: number): number[] => syscall(2, 13, address, bytes);
const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Data whose texts stand 128 bytes apart. */
function texts(...lines: readonly string[]): Uint8Array {
  const data = new Uint8Array(128 * lines.length);
  lines.forEach((line, i) => data.set(bytes(line), 128 * i));
  return data;
}

const print = (i: number, text: string, fd = 1): number[] =>
  syscall(2, fd, dataBase + 128 * i, bytes(text).length);

describe("instructions", () => {
  const edges = [0n, 1n, 2n, 31n, 32n, 63n, -1n, -2n, 1n << 31n, (1n << 31n) - 1n, 1n << 32n, 1n << 63n];
  const more = [(1n << 63n) - 1n, (1n << 32n) - 1n, -(1n << 31n), 0x123456789abcdef0n, -0x123456789abcdef0n];
  const operands = [...edges, ...more].map((value) => BigInt.asUintN(64, value));
  const r = asm.r;
  const forms: Record<string, (rd: number, a: number, b: number) => number> = {};
  "add sll slt sltu xor srl or and"
    .split(" ")
    .forEach((name, f) => (forms[name] = (rd, a, b) => r(0x33, f, 0, rd, a, b)));
  "mul mulh mulhsu mulhu div divu rem remu"
    .split(" ")
    .forEach((name, f) => (forms[name] = (rd, a, b) => r(0x33, f, 1, rd, a, b)));
  forms["sub"] = (rd, a, b) => r(0x33, 0, 32, rd, a, b);
  forms["sra"] = (rd, a, b) => r(0x33, 5, 32, rd, a, b);
  for (const [name, f, f7] of [
    ["addw", 0, 0],
    ["subw", 0, 32],
    ["sllw", 1, 0],
    ["srlw", 5, 0],
    ["sraw", 5, 32],
    ["mulw", 0, 1],
    ["divw", 4, 1],
    ["divuw", 5, 1],
    ["remw", 6, 1],
    ["remuw", 7, 1],
  ] as const)
    forms[name] = (rd, a, b) => r(0x3b, f, f7, rd, a, b);

  it.each(Object.keys(forms))("%s on edges, against a plain model", (name) => {
    for (const a of operands)
      for (const b of operands) {
        const word = forms[name]!(3, 1, 2);
        const machine = new Sp1Interpreter(loadSp1(sp1Elf([word, asm.ecall])), sp16, []);
        const plain = new PlainRiscv(new Map([[codeBase, word]]), codeBase);
        for (const [at, value] of [
          [1, a],
          [2, b],
        ] as const) {
          machine.lo[at] = Number(BigInt.asIntN(32, value));
          machine.hi[at] = Number(BigInt.asIntN(32, value >> 32n));
          plain.x[at] = value;
        }
        machine.run(1);
        plain.run(1);
        const got = (BigInt(machine.hi[3]! >>> 0) << 32n) | BigInt(machine.lo[3]! >>> 0);
        expect(got.toString(16), `${name} ${a.toString(16)} ${b.toString(16)}`).toBe(
          BigInt.asUintN(64, plain.x[3]!).toString(16),
        );
      }
  });

  it("hundreds of random programs, against a plain model", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { elf } = randomSp1Guest(seed, 40);
      const program = loadSp1(elf);
      const machine = new Sp1Interpreter(program, sp16, []);
      const words = new Map<number, number>();
      const code = readElf(elf).code(codeBase, 4 * program.length);
      const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
      for (let row = 0; row < program.length; row++)
        words.set(codeBase + 4 * row, view.getUint32(4 * row, true));
      const plain = new PlainRiscv(words, codeBase);
      program.segments[1]!.bytes.forEach((byte, i) => plain.memory.set(dataBase + i, byte));
      plain.run(5000);
      machine.run(plain.executed);
      for (let x = 0; x < 32; x++)
        expect(
          (BigInt(machine.hi[x]! >>> 0) << 32n) | BigInt(machine.lo[x]! >>> 0),
          `x${String(x)} of ${String(seed)}`,
        ).toBe(BigInt.asUintN(64, plain.x[x]!));
      for (const [address, byte] of plain.memory)
        if (machine.memory.copy(address, 1)[0] !== byte) expect(address).toBe(`other than ${String(byte)}`);
    }
  });

  it("x0 stays 0, whoever writes it", () => {
    const { output } = run(
      [
        ...asm.li(9, dataBase),
        asm.addi(0, 0, 5),
        asm.jal(0, 4),
        asm.ld(0, 9, 0),
        asm.sd(9, 0, 8),
        ...commit(dataBase + 8, 8),
      ],
      {},
      new Uint8Array(16).fill(7),
    );
    expect(output.publicHex).toBe("00".repeat(8));
  });
});

describe("counting", () => {
  it("is the same whatever the slices are", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { elf, input } = randomSp1Guest(seed);
      const whole = finished(elf, { input });
      for (const slice of [1, 7]) expect(finished(elf, { input, slice })).toEqual(whole);
    }
  });

  it("charges every cycle to an instruction, a function and the call tree", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { elf, input } = randomSp1Guest(seed);
      const found = finished(elf, { input });
      const profile = profileOfRun(found, readElf(elf), { version: null });
      expect(sum(profile.functions.self["cycles"]!)).toBe(found.totals["cycles"]);
      expect(sum(profile.callTree!.self["cycles"]!)).toBe(found.totals["cycles"]);
      expect(sum(found.pcs.count)).toBe(found.totals["cycles"]);
      expect(found.opcodes.filter((row) => row.kind === "base").reduce((n, row) => n + row.count!, 0)).toBe(
        found.totals["cycles"],
      );
    }
  });

  it("the clock has 8 a cycle and 256 a call", () => {
    const { totals } = run([asm.addi(6, 0, 1)]);
    // addi, and the end: two li of two words, ecall.
    expect(totals).toMatchObject({ cycles: 6, clk: 1 + 8 * 6 + 256 });
  });

  it("gas of the smallest guest, by hand", () => {
    const { totals } = run([]);
    const area = 2 * 31 + 2 * 36 + 65;
    const complexity = 2 * 19 + 2 * 21 + 93;
    // a0 and t0 are used for the first time: a local row and two global ones each.
    const raw = Math.floor((3 * (area + 2 * 20 + 4 * 241) + (complexity + 2 * 4 + 4 * 216)) / 10);
    expect(totals).toMatchObject({ gasRaw: raw, gas: Math.floor((raw * 10) / 191) });
  });

  it("gas in chunks: registers and words are new again, and what a load that ends one used is lost", () => {
    const code = [...asm.li(9, dataBase), asm.ld(6, 9, 0), asm.ld(7, 9, 0), asm.ld(6, 9, 8), ...halt()];
    const program = loadSp1(sp1Elf(code, new Uint8Array(16)));
    const rows = (local: number, area: number, complexity: number): number =>
      Math.floor((3 * (area + local * (20 + 2 * 241)) + complexity + local * (4 + 2 * 216)) / 10);
    const gasOf = (chunkEntries: number): number => {
      const machine = new Sp1Interpreter(program, { ...sp16, chunkEntries }, []);
      machine.run(100);
      return Number(machine.gas.rawGas);
    };
    const [li, ld] = [
      { area: 31 + 36, complexity: 19 + 21 },
      { area: 39, complexity: 24 },
    ];
    const end = { area: 2 * li.area + 65, complexity: 2 * li.complexity + 93 };
    // x9, x6, word 0; x7; word 1; a0, t0.
    const all = rows(7, li.area + 3 * ld.area + end.area, li.complexity + 3 * ld.complexity + end.complexity);
    expect(gasOf(100)).toBe(all);
    // Two loads a chunk: x9, x6 and word 0, and the second load's x7 is lost; then x6, x9, word 1, a0, t0.
    const first = rows(3, li.area + 2 * ld.area, li.complexity + 2 * ld.complexity);
    const second = rows(5, ld.area + end.area, ld.complexity + end.complexity);
    expect(gasOf(2)).toBe(first + second);
  });

  it("precompiles are syscalls with a table; all other calls are ecalls only", () => {
    const found = finished(precompileGuest("keccak", 0x00010109, [], 0, 3).elf);
    expect(found.opcodes.filter((row) => row.kind === "precompile")).toEqual([
      { name: "keccak_permute", kind: "precompile", count: 3, cost: null, frops: null },
    ]);
    expect(found.opcodes.find((row) => row.name === "ecall")!.count).toBe(5);
    // The first lanes of Keccak-f of zeros, three times.
    expect(found.output.publicHex!.length).toBe(2 * 512);
    expect(found.output.publicHex).not.toMatch(/^0{16}/);
  });
});

describe("unconstrained blocks", () => {
  const enter = [...asm.li(5, 3), asm.ecall];
  const exit = [...asm.li(5, 4), asm.ecall];
  const block = (inside: readonly number[]): number[] => [
    ...enter,
    asm.branch(0, 5, 0, 4 * (inside.length + exit.length + 1)),
    ...inside,
    ...exit,
  ];

  it("give registers and memory back and count as one", () => {
    const before = [...asm.li(9, dataBase), asm.addi(6, 0, 11), asm.sd(9, 6, 0)];
    const inside = [
      asm.addi(6, 0, 99),
      asm.sd(9, 6, 0),
      asm.sd(9, 6, 8),
      ...asm.li(7, dataBase + 0x100000),
      asm.sd(7, 6, 0),
    ];
    const after = [asm.sd(9, 6, 16), asm.sd(9, 5, 24), ...commit(dataBase, 32)];
    const found = run([...before, ...block(inside), ...after], {}, new Uint8Array(32));
    const without = run([...before, asm.addi(5, 0, 0), ...after], {}, new Uint8Array(32));
    expect(found.output.publicHex).toBe(without.output.publicHex);
    // li of two words, the call, and the branch, which is taken.
    expect(found.totals["cycles"]).toBe(without.totals["cycles"]! + 3);
    expect(found.totals["clk"]).toBe(without.totals["clk"]! + 3 * 8 + 256);
    expect(sum(found.callTree!.selfSteps)).toBe(found.totals["cycles"]);
  });

  it("leave their hints behind", () => {
    const hint = syscall(2, 14, dataBase, 5);
    const read = [...asm.li(5, 0xf0), asm.ecall, ...asm.li(9, dataBase + 64), asm.sd(9, 5, 0)];
    const found = run([...block(hint), ...read, ...commit(dataBase + 64, 8)], {}, new Uint8Array(128));
    expect(found.output.publicHex).toBe("0500000000000000");
  });

  it("may only write, and do not hide an endless loop from the step limit", () => {
    expect(run(block(syscall(0xf0))).fault).toMatchObject({
      message: expect.stringContaining("hint_len") as unknown,
    });
    expect(run(block(halt())).outcome.status).toBe("guest-error");
    const endless = run([...enter, asm.jal(0, 0)], { maxSteps: 10_000 });
    expect(endless.outcome.status).toBe("step-limit");
    expect(endless.totals["cycles"]).toBe(2);
  });
});

describe("input", () => {
  const length = [...asm.li(5, 0xf0), asm.ecall, asm.addi(11, 5, 0)];
  const read = (to: number): number[] => [...length, ...asm.li(10, to), ...asm.li(5, 0xf1), asm.ecall];

  it("comes buffer by buffer, a hint of the guest's before it", () => {
    const code = [
      ...read(dataBase),
      ...syscall(2, 14, dataBase, 2),
      ...read(dataBase + 8),
      ...read(dataBase + 16),
    ];
    const found = run(
      [...code, ...commit(dataBase, 24)],
      { input: [bytes("abc"), bytes("de")] },
      new Uint8Array(64).fill(255),
    );
    expect(Buffer.from(found.output.publicHex!, "hex").toString("latin1")).toBe(
      "abc\0\0\0\0\0" + "ab\0\0\0\0\0\0" + "de\0\0\0\0\0\0",
    );
  });

  it("a buffer of whole words is followed by a word of zeros", () => {
    const found = run(
      [...read(dataBase), ...commit(dataBase, 24)],
      { input: [bytes("12345678")] },
      new Uint8Array(64).fill(255),
    );
    expect(found.output.publicHex).toBe(
      `${Buffer.from("12345678").toString("hex")}${"00".repeat(8)}${"ff".repeat(8)}`,
    );
  });

  it("says −1 where none is left, and ends the run where it is read all the same", () => {
    const none = run([...length, ...asm.li(9, dataBase), asm.sd(9, 11, 0), ...commit(dataBase, 8)]);
    expect(none.output.publicHex).toBe("ff".repeat(8));
    expect(run(syscall(0xf1, dataBase, 0)).fault!.message).toContain("none is left");
    expect(run(syscall(0xf1, dataBase, 4), { input: [bytes("abc")] }).fault!.message).toContain(
      "4 bytes of an input buffer of 3",
    );
    expect(run(syscall(0xf1, dataBase + 4, 3), { input: [bytes("abc")] }).fault!.message).toContain(
      "not aligned",
    );
  });
});

describe("output", () => {
  const tags = (lines: readonly string[], fd = 1): EngineRun =>
    run(
      lines.flatMap((line, i) => print(i, line, fd)),
      {},
      texts(...lines),
    );

  it("only report-end counts, and a label that is opened again starts anew", () => {
    const found = tags([
      "cycle-tracker-report-start: outer \n",
      "cycle-tracker-report-start: twice\n",
      "cycle-tracker-report-start: twice\n",
      "cycle-tracker-report-end: twice\ncycle-tracker-report-end: twice\n",
      "cycle-tracker-start: logged\n",
      "cycle-tracker-end: logged\n",
      "cycle-tracker-report-end:outer\n",
    ]);
    // Every print is four li of two words and a call.
    expect(found.tags.map(({ name, calls, total }) => [name, calls, total])).toEqual([
      ["outer", 1, 54],
      ["twice", 1, 9],
      ["logged", 1, 9],
    ]);
    expect(found.warnings).toContain('cycle-tracker ends without a start: "twice"');
    expect(found.output.text).toBeNull();
  });

  it("a plain start is closed by report-end too", () => {
    expect(tags(["cycle-tracker-start: x", "cycle-tracker-report-end: x"]).tags).toEqual([
      { name: "x", metric: "cycles", calls: 1, total: 9, min: 9, max: 9 },
    ]);
  });

  it("a blank before it, or the other stream, makes a command plain text", () => {
    expect(tags([" cycle-tracker-report-start: x\n"]).output.text).toBe(" cycle-tracker-report-start: x\n");
    expect(tags(["cycle-tracker-report-start: x\n"], 2)).toMatchObject({ tags: [], output: { text: null } });
  });

  it("lines end with and without a carriage return", () => {
    expect(tags(["a\r\nb\n\nc"]).output.text).toBe("a\nb\n\nc\n");
  });

  it("a panic is told in the guest's own words", () => {
    const message = "thread '<unnamed>' (1) panicked at src/main.rs:46:5:\nasked to fail\n";
    const found = finished(sp1Elf([...print(0, message, 2), ...halt(1)], texts(message)));
    expect(found.outcome).toEqual({
      status: "guest-error",
      message: "the guest panicked at src/main.rs:46:5: asked to fail",
    });
    expect(found.exitCode).toBe(1);
    expect(found.totals["gas"]).not.toBeNull();
  });
});

describe("guests that go wrong", () => {
  it.each<[string, number[], string, number]>([
    ["csrrw", [0xc0001073], "that SP1 does not have", 0],
    ["ebreak", [0x00100073], "ebreak", 0],
    ["fence", [0x0000000f], "that SP1 does not have", 0],
    ["misaligned load", [...asm.li(9, dataBase + 4), asm.ld(6, 9, 0)], "read 8 bytes at 0x78200004", 8],
    [
      "misaligned store",
      [...asm.li(9, dataBase + 1), asm.store(1, 9, 0, 0)],
      "wrote 2 bytes at 0x78200001",
      8,
    ],
    [
      "address beyond 2^40",
      [asm.addi(9, 0, 1), asm.i(0x13, 1, 9, 9, 40), asm.ld(6, 9, 0)],
      "read at 0x10000000000",
      8,
    ],
    ["negative address", [asm.store(0, 0, 0, -1)], "wrote at 0xffffffffffffffff", 0],
    ["unknown call", syscall(127), "syscall 127", 8],
    ["dead call", syscall(0x10c), "secp256k1_decompress", 8],
  ])("%s", (_what, code, words, at) => {
    const found = run(code);
    expect(found.outcome.status).toBe("guest-error");
    expect(found.exitCode).toBe(101);
    expect(found.fault!.message).toContain(words);
    expect(found.fault!.pc).toBe(codeBase + at);
    expect(found.totals).toMatchObject({ gas: null, cycles: at / 4 });
  });

  it("a wild jump is told where it was made", () => {
    const found = run([asm.addi(0, 0, 0), asm.jalr(0, 0, 64)]);
    expect(found.fault).toEqual({ pc: codeBase + 4, message: "jumped to 0x40, where no instruction is" });
    expect(found.totals["cycles"]).toBe(2);
  });

  it("running off the end of the code", () => {
    expect(finished(sp1Elf([asm.addi(0, 0, 0)])).fault!.message).toContain("jumped to 0x78000004");
  });

  it("a million frames deep is only deep", () => {
    // x6 counts down; every frame takes 16 bytes of stack.
    const code = [
      ...asm.li(2, codeBase - 64),
      ...asm.li(6, 1_000_000),
      asm.jal(1, 8),
      asm.jal(0, 4 * 9),
      asm.addi(2, 2, -16),
      asm.sd(2, 1, 0),
      asm.addi(6, 6, -1),
      asm.branch(0, 6, 0, 8),
      asm.jal(1, -16),
      asm.ld(1, 2, 0),
      asm.addi(2, 2, 16),
      asm.jalr(0, 1, 0),
    ];
    const elf = sp1Elf([...code, ...halt()], undefined, [{ name: "deep", at: codeBase + 24, size: 32 }]);
    const found = finished(elf);
    expect(found.outcome.status).toBe("ok");
    expect(found.callTree!.length).toBe(1_000_001);
    expect(sum(found.callTree!.selfSteps)).toBe(found.totals["cycles"]);
  });

  it("memory has an end", () => {
    // A word every 16 KB, for ever.
    const code = [
      ...asm.li(9, dataBase),
      ...asm.li(6, 1 << 14),
      asm.sd(9, 9, 0),
      asm.r(0x33, 0, 0, 9, 9, 6),
      asm.jal(0, -8),
    ];
    expect(run(code).fault!.message).toContain("more memory than the embedded engine keeps");
  });

  it("an endless loop ends at the step limit, or when it is stopped", () => {
    const found = run([asm.jal(0, 0)], { maxSteps: 12_345, slice: 100 });
    expect(found).toMatchObject({ outcome: { status: "step-limit" }, exitCode: null });
    expect(found.totals["cycles"]).toBe(12_345);
    const elf = sp1Elf([asm.jal(0, 0)]);
    const machine = sp1Machine(
      { elf, input: [], maxSteps: null, mainName: "", listed: false },
      readElf(elf),
      sp16,
    );
    machine.run(77);
    expect(machine.result(true)).toMatchObject({ outcome: { status: "cancelled" }, totals: { cycles: 77 } });
  });
});

describe("SP1's own stacks", () => {
  it("re-entering a function cuts the ones above it off, as SP1 has it", () => {
    // _: calls a; a (fuel in x6) calls b; b calls a.
    const code = [
      ...asm.li(6, 2),
      asm.jal(1, 4 * 6),
      ...halt(),
      // a
      asm.addi(7, 1, 0),
      asm.addi(6, 6, -1),
      asm.branch(5, 0, 6, 4 * 5),
      asm.addi(18, 7, 0),
      asm.jal(1, 4 * 5),
      asm.addi(1, 18, 0),
      asm.addi(0, 0, 0),
      asm.jalr(0, 1, 0),
      asm.ecall,
      // b
      asm.addi(19, 1, 0),
      asm.jal(1, -4 * 10),
      asm.addi(1, 19, 0),
      asm.jalr(0, 1, 0),
    ];
    const found = finished(
      sp1Elf(code, undefined, [
        { name: "a", at: codeBase + 32, size: 36 },
        { name: "b", at: codeBase + 68, size: 16 },
      ]),
      { maxSteps: 100 },
    );
    const byName = Object.fromEntries(found.listed!.functions.map((f) => [f.name, f.self]));
    const real = Object.fromEntries(
      found.pcs.pc.reduce((map, pc, i) => {
        const name = pc < codeBase + 32 ? "" : pc < codeBase + 68 ? "a" : "b";
        return map.set(name, (map.get(name) ?? 0) + found.pcs.count[i]!);
      }, new Map<string, number>()),
    );
    // SP1 gives b's return to a, which was entered anew; the call tree does not.
    expect(byName["a"]! + byName["b"]!).toBeGreaterThan(real["a"]! + real["b"]! - 1);
    expect(byName["b"]).toBeLessThan(real["b"]!);
    const tree = found.callTree!;
    const chain = Array.from(tree.address).map((at) =>
      Number.isNaN(at) ? "" : at === codeBase + 32 ? "a" : "b",
    );
    expect(chain).toEqual(["", "a", "b", "a"]);
  });
});
