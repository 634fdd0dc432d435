import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CodeRanges } from "../../../src/core/symbols/codeRanges";
import { readPart } from "../../../src/core/symbols/dwarfPart";
import { dwarfSections, type DwarfSections } from "../../../src/core/symbols/dwarfSections";
import { readHeader } from "../../../src/core/symbols/elfHeader";
import { readSections } from "../../../src/core/symbols/elfSections";
import { FastDebug } from "../../../src/core/symbols/fastDebug";
import { hasShared, ours, recorded } from "./files";
import { randomSections } from "./randomDebug";

const base = 0x90000000;
const code = new CodeRanges(Float64Array.of(base, base + 0x1000));
const pcs = Float64Array.from({ length: 0x300 }, (_, i) => base + 4 * i);
const forms = [
  "dwarf2",
  "dwarf3",
  "dwarf4",
  "dwarf5",
  "dwarf5x64",
  "lines",
  "zlib",
  "split4",
  "split5",
  "rv32",
];

/** Debug information as WebAssembly says what it says by hand, whatever stands in it. */
describe("debug information as WebAssembly", () => {
  it.each(forms)("%s", (form) => expect(JSON.parse(compare(fixture(form))).files).not.toEqual([]));

  it.each(["dwarf3", "dwarf4", "dwarf5"])("80 copies of %s with bytes that are not as they were", (form) => {
    const sections = fixture(form);
    const random = numbers(11);
    for (let i = 0; i < 80; i++) compare(mutated(sections, random));
  });

  it.each(["dwarf4", "dwarf5"])("60 copies of %s that are cut off", (form) => {
    const sections = fixture(form);
    const random = numbers(12);
    for (let i = 0; i < 60; i++) {
      const info = sections.info.slice(0, random(sections.info.length));
      const ranges = sections.ranges.slice(0, random(sections.ranges.length + 1));
      const abbrev = i % 2 > 0 ? sections.abbrev : sections.abbrev.slice(0, random(sections.abbrev.length));
      compare({ ...sections, info, ranges, abbrev });
    }
  });

  it("100 units of random shapes, the same with other bytes, and cut off", () => {
    const random = numbers(13);
    let nodes = 0;
    for (let i = 0; i < 100; i++) {
      const sections = randomSections(random, base, 0x1000);
      nodes += JSON.parse(compare(sections)).nodes.length;
      compare(mutated(sections, random));
      compare({ ...sections, info: sections.info.slice(0, random(sections.info.length)) });
    }
    expect(nodes).toBeGreaterThan(500);
  });

  it("entries open deeper than there is room for in memory", () => {
    const { info, ...rest } = deep(20_000);
    expect(JSON.parse(compare({ ...rest, info })).nodes.length).toBe(20_001);
  });

  it("code in pieces, and addresses that lie far apart", () => {
    const sections = fixture("dwarf4");
    const far = Float64Array.of(0x1000, 0x1004, ...pcs.subarray(0, 40), 2 ** 40);
    for (const ranges of [
      [base, base + 16, base + 24, base + 0x1000],
      [base, base + 0x1000, base + 8, base + 16],
      [base, base + 0x1000, 0x1000, 0x2000],
      [],
    ])
      compare(sections, new CodeRanges(Float64Array.from(ranges)), far);
    compare(sections, code, new Float64Array(0));
  });

  it.skipIf(!hasShared)("the recorded guests", () => {
    const elf = recorded("hash", "guest.elf", "guest.elf.gz");
    if (elf === null) return;
    const asked = Float64Array.from({ length: 0x8000 }, (_, i) => base + 4 * i);
    compare(sectionsOf(elf), new CodeRanges(Float64Array.of(base, base + 0x20000)), asked);
  });
});

/** Both ways over the same sections, as text. */
function compare(sections: DwarfSections, ranges = code, asked = pcs): string {
  const [fast, byHand] = [FastDebug.over, () => null].map((over) => answer(sections, ranges, asked, over));
  expect(fast).toBe(byHand);
  return fast!;
}

function answer(
  sections: DwarfSections,
  ranges: CodeRanges,
  asked: Float64Array,
  over: typeof FastDebug.over,
): string {
  const warnings: string[] = [];
  // Small sections are not worth the fast way.
  const longer = new Uint8Array(Math.max(sections.ranges.length, 1 << 14));
  longer.set(sections.ranges);
  const part = readPart({ ...sections, ranges: longer }, ranges, asked, () => null, warnings, over);
  if (part === null) return JSON.stringify({ nodes: [], warnings });
  const { nodes } = part;
  const places = Array.from(asked, (pc, at) => [
    part.node(at),
    part.file(at),
    part.line(at),
    part.places(pc).slice(0, 8),
    part.declaration(pc),
  ]);
  const rows = Array.from(nodes.parent, (parent, node) => [
    parent,
    nodes.file(node),
    nodes.line(node),
    nodes.origin(node),
  ]);
  return JSON.stringify({ places, nodes: rows, files: part.files, warnings: part.warnings });
}

function fixture(form: string): DwarfSections {
  return sectionsOf(ours(`symbols/inlined.${form}.elf.gz`));
}

function sectionsOf(elf: Uint8Array): DwarfSections {
  const header = readHeader(elf, elf[4] === 2 ? 64 : 32);
  return dwarfSections(readSections(elf, header, (bytes) => inflateSync(bytes), []))!;
}

function mutated(sections: DwarfSections, random: (below: number) => number): DwarfSections {
  const out = { ...sections };
  for (const name of ["info", "abbrev", "ranges", "line"] as const) {
    if (sections[name].length === 0 || random(2) === 0) continue;
    const bytes = sections[name].slice();
    for (let i = 1 + random(3); i > 0; i--) bytes[random(bytes.length)] = random(256);
    out[name] = bytes;
  }
  return out;
}

/** One function, and so many inlined into one another. */
function deep(levels: number): DwarfSections {
  const range = [0, 0, 0, 0x90, 0, 0, 0, 0, 16, 0, 0, 0];
  const entry = [2, ...range, 7];
  const info = new Uint8Array(11 + 1 + 13 + levels * entry.length);
  new DataView(info.buffer).setUint32(0, info.length - 4, true);
  info.set([4, 0, 0, 0, 0, 0, 8, 3, 1, ...range], 4);
  for (let i = 0; i < levels; i++) info.set(entry, 25 + i * entry.length);
  const low = [0x11, 1, 0x12, 6];
  const shapes = [
    [1, 0x2e, 1, ...low, 0, 0],
    [2, 0x1d, 1, ...low, 0x59, 11, 0, 0],
    [3, 0x11, 1, 0, 0, 0],
  ];
  return { ...fixture("dwarf4"), info, abbrev: Uint8Array.from(shapes.flat()) };
}

/** Whole numbers below a bound, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
