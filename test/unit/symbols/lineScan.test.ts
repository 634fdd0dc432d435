import { describe, expect, it } from "vitest";
import { OutOfBounds } from "../../../src/core/symbols/byteReader";
import { FileNames, LineFiles, type LineHeader } from "../../../src/core/symbols/dwarfLine";
import { CodeRanges } from "../../../src/core/symbols/codeRanges";
import { FastDebug } from "../../../src/core/symbols/fastDebug";
import type { DwarfSections } from "../../../src/core/symbols/dwarfSections";
import { PartLines } from "../../../src/core/symbols/partLines";
import { PcRanks } from "../../../src/core/symbols/pcRanks";

const base = 0x90000000;
const pcs = Float64Array.from({ length: 400 }, (_, i) => base + 12 * i);
const code = new CodeRanges(Float64Array.of(base, base + 0x1000));
/** Standard operations 1 to 12, and one of a later version with two numbers. */
const lengths = Uint8Array.of(0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 2);

/** Line programs as WebAssembly say what they say by hand, whatever stands in them. */
describe("line programs as WebAssembly", () => {
  it("600 programs as compilers write them", () => {
    const random = numbers(7);
    compare(Array.from({ length: 600 }, () => program(random)));
  });

  it("600 programs with bytes that are not as they were", () => {
    const random = numbers(8);
    compare(
      Array.from({ length: 600 }, () => {
        const bytes = program(random);
        for (let i = 1 + random(4); i > 0; i--) bytes[random(bytes.length)] = random(256);
        return bytes;
      }),
    );
  });

  it("600 programs that are cut off", () => {
    const random = numbers(9);
    compare(
      Array.from({ length: 600 }, () => {
        const bytes = program(random);
        return bytes.slice(0, random(bytes.length));
      }),
    );
  });

  it("numbers of many bytes, a file that is defined in the program, an address of four bytes", () => {
    const sequence = (...odd: number[]): number[] => [
      ...setAddress(base),
      1,
      ...odd,
      20,
      0x90,
      1,
      2,
      9,
      1,
      ...end,
    ];
    compare([
      sequence(3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0),
      sequence(4, 0x82, 0x80, 0x80, 0x80, 0x80, 0),
      sequence(0, 8, 3, 0x61, 0x2e, 0x63, 0, 0, 0, 0),
      sequence(0, 5, 2, 0, 1, 0, 0x90),
      sequence(13, 1, 0x81, 0),
    ]);
  });
});

/** Both ways over the same programs: files, lines, and which of them are damaged. */
function compare(programs: readonly (readonly number[])[]): void {
  // Small sections are not worth the fast way.
  const section = Uint8Array.from([...programs.flat(), ...new Array<number>(1 << 15).fill(0)]);
  const ranks = new PcRanks(pcs);
  let wasFast = 0;
  const answers = [true, false].map((isFast) => {
    const fast = isFast ? FastDebug.over(onlyLines(section), ranks, code)! : null;
    if (fast !== null) {
      const run = fast.lines.bind(fast);
      fast.lines = (program, header, looks) => {
        const left = run(program, header, looks);
        if (left !== null) wasFast++;
        return left;
      };
    }
    const lines = new PartLines(section, ranks, code.test(), fast);
    const damaged: number[] = [];
    let at = 0;
    for (const [i, bytes] of programs.entries()) {
      try {
        lines.run(header(at, (at += bytes.length)));
      } catch (error) {
        expect(error).toBeInstanceOf(OutOfBounds);
        damaged.push(i);
      }
    }
    return {
      rows: Array.from(pcs, (_, at) => [lines.file(at), lines.line(at)]),
      found: lines.found,
      damaged,
    };
  });
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]!.found).toBe(true);
  // Nearly all of what is whole goes the fast way.
  const whole = programs.length - answers[0]!.damaged.length;
  if (programs.length > 100) expect(wasFast).toBeGreaterThan(0.8 * whole);
}

function onlyLines(line: Uint8Array): DwarfSections {
  const none = new Uint8Array(0);
  const rest = { lineStr: none, str: none, strOffsets: none, addr: none, ranges: none, rnglists: none };
  return { ...rest, line, info: none, abbrev: none };
}

function header(programStart: number, end: number): LineHeader {
  const names = ["a.rs", "b.rs", "c.rs"].map((name) => () => name);
  return {
    version: 4,
    addressSize: 8,
    offsetSize: 4,
    programStart,
    end,
    minInstruction: 1,
    lineBase: -5,
    lineRange: 14,
    opcodeLengths: lengths,
    files: new LineFiles(4, "/src", [() => ""], names, [0, 0, 0], new FileNames()),
  };
}

const end = [0, 1, 1];

function setAddress(address: number): number[] {
  const bytes = new Uint8Array(new BigUint64Array([BigInt(address)]).buffer);
  return [0, 9, 2, ...bytes];
}

/** Some sequences, of code and of what the linker dropped. */
function program(random: (below: number) => number): number[] {
  const out: number[] = [];
  for (let sequences = 1 + random(3); sequences > 0; sequences--) {
    out.push(...setAddress(random(4) === 0 ? 0 : base - 8 + random(0x1100)));
    for (let i = random(40); i > 0; i--) out.push(...operation(random));
    if (random(10) > 0) out.push(...end);
  }
  return out;
}

function operation(random: (below: number) => number): number[] {
  const number = (): number[] => (random(3) > 0 ? [random(128)] : [0x80 | random(128), random(128)]);
  switch (random(9)) {
    case 0:
      return [1];
    case 1:
      return [2, ...number()];
    case 2:
      return [3, ...number()];
    case 3:
      return [4, 1 + random(4)];
    case 4:
      return [5, ...number()];
    case 5:
      return [[6], [7], [8], [10], [11], [9, random(256), 0], [12, ...number()]][random(7)]!;
    case 6:
      return random(2) > 0 ? [13, ...number(), ...number()] : [0, 2, 4, random(256)];
    default:
      return [14 + random(242)];
  }
}

/** Whole numbers below a bound, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
