import type { DwarfSections } from "../../../src/core/symbols/dwarfSections";

type Random = (below: number) => number;

/** Attribute and form of one value of an entry. */
type Spec = readonly [number, number];

const low: Spec = [0x11, 0x01];
const highs: readonly Spec[] = [0x01, 0x07, 0x06, 0x05, 0x0b].map((form) => [0x12, form]);
const calls: readonly Spec[] = [0x0b, 0x05, 0x06].flatMap((form) =>
  [0x58, 0x59, 0x57].map((at) => [at, form] as const),
);
/** Other attributes in all forms that there are. */
const others: readonly Spec[] = [
  0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x13, 0x14, 0x15,
  0x17, 0x18, 0x19, 0x1e, 0x21,
].map((form) => [0x2002, form]);
const odd: readonly Spec[] = [
  [0x3c, 0x19],
  [0x55, 0x0f],
  [0x11, 0x0f],
  [0x58, 0x0f],
  [0x59, 0x0d],
  [0x3c, 0x16],
];

/** One or two units of entries in random shapes, with lists of ranges in and out of code. */
export function randomSections(random: Random, base: number, codeBytes: number): DwarfSections {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const address = (): number => (random(4) === 0 ? 0 : base + random(codeBytes + 64) - 32);
  const ranges: number[] = [];
  const lists: number[] = [];
  for (let i = 0; i < 40; i++) {
    lists.push(ranges.length);
    for (let pairs = random(4); pairs >= 0; pairs--) {
      if (random(8) === 0) ranges.push(...u64(-1), ...u64(random(64)));
      const from = address();
      ranges.push(...u64(from), ...u64(from + random(200)));
    }
    ranges.push(...u64(0), ...u64(0));
  }
  const info: number[] = [];
  const abbrev: number[] = [];
  for (let units = 1 + random(2); units > 0; units--) {
    const start = abbrev.length;
    const shapes = shapesOf(random, pick);
    shapes.forEach(({ tag, children, specs }, i) => {
      abbrev.push(...uleb(i + 1), ...uleb(tag), children ? 1 : 0);
      for (const [at, form] of specs)
        abbrev.push(...uleb(at), ...uleb(form), ...(form === 0x21 ? [0x7f] : []));
      abbrev.push(0, 0);
    });
    abbrev.push(0);
    const body: number[] = [pick([3, 4, 4, 4, 5]), 0];
    if (body[0] === 5) body.push(1, 8, ...u32(start));
    else body.push(...u32(start), 8);
    let depth = 0;
    const entry = (shape: number): void => {
      const { children, specs } = shapes[shape]!;
      body.push(...uleb(shape + 1));
      for (const [at, form] of specs) body.push(...value(at, form));
      if (children) depth++;
    };
    const value = (at: number, form: number): number[] => {
      if (form === 0x01) return u64(at === 0x12 ? base + random(codeBytes) : address());
      if (at === 0x55)
        return form === 0x0f ? uleb(pick(lists)) : u32(random(20) === 0 ? random(5000) : pick(lists));
      if (at === 0x12) return [...u32(random(300)), 0, 0, 0, 0].slice(0, fixed[form]);
      return valueOf(form, random);
    };
    entry(0);
    for (let i = 20 + random(200); i > 0; i--) {
      if (depth > 0 && random(4) === 0) {
        body.push(0);
        depth--;
      } else entry(random(shapes.length));
    }
    info.push(...u32(body.length), ...body);
  }
  const none = new Uint8Array(0);
  const rest = { line: none, lineStr: none, str: none, strOffsets: none, addr: none, rnglists: none };
  return {
    ...rest,
    info: Uint8Array.from(info),
    abbrev: Uint8Array.from(abbrev),
    ranges: Uint8Array.from(ranges),
  };
}

interface Shape {
  readonly tag: number;
  readonly children: boolean;
  readonly specs: readonly Spec[];
}

/** The root's first; more than 127 now and then, whose codes have two bytes. */
function shapesOf(random: Random, pick: <T>(items: readonly T[]) => T): Shape[] {
  const shapes: Shape[] = [{ tag: 0x11, children: true, specs: [] }];
  for (let i = random(10) === 0 ? 200 : 20; i > 0; i--) {
    const tag = pick([0x2e, 0x2e, 0x1d, 0x1d, 0x1d, 0x39, 0x24, 0x34]);
    const specs: Spec[] = [];
    const where = random(5);
    if (where < 2) specs.push(low, pick(highs));
    else if (where < 4) specs.push([0x55, random(4) === 0 ? 0x06 : 0x17]);
    if (random(2) === 0) specs.push(pick(calls), pick(calls));
    if (random(10) === 0) specs.push(pick(odd));
    for (let more = random(3); more > 0; more--)
      specs.splice(random(3) === 0 ? 0 : specs.length, 0, pick(others));
    shapes.push({ tag, children: random(2) === 0, specs });
  }
  return shapes;
}

const fixed: Readonly<Record<number, number>> = {
  0x05: 2,
  0x06: 4,
  0x07: 8,
  0x0b: 1,
  0x0c: 1,
  0x0e: 4,
  0x10: 4,
  0x11: 1,
  0x13: 4,
  0x14: 8,
  0x17: 4,
  0x1e: 16,
};

function valueOf(form: number, random: Random): number[] {
  const bytes = (count: number): number[] => Array.from({ length: count }, () => random(256));
  const size = fixed[form];
  if (size !== undefined) return bytes(size);
  switch (form) {
    case 0x03:
      return [3, 0, ...bytes(3)];
    case 0x04:
      return [2, 0, 0, 0, ...bytes(2)];
    case 0x08:
      return [0x61, 0x62, 0];
    case 0x09:
    case 0x18:
      return random(6) === 0 ? [0x81, 0x01, ...bytes(129)] : [2, ...bytes(2)];
    case 0x0a:
      return [4, ...bytes(4)];
    case 0x0d:
    case 0x0f:
    case 0x15:
      return random(3) === 0 ? [0x80 | random(128), 0x80 | random(128), random(128)] : [random(128)];
    case 0x16:
      return [0x0b, 1];
    default:
      return [];
  }
}

function uleb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...uleb(value >>> 7)];
}

function u32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

function u64(value: number): number[] {
  return [...new Uint8Array(new BigInt64Array([BigInt(value)]).buffer)];
}
