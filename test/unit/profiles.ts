import type { CallTree, LineTable, Profile } from "../../src/core/profile/model";

/** A small profile made from pictures: functions, stacks and lines. */
export interface Picture {
  /** name, self, total */
  readonly functions?: readonly (readonly [string, number, number])[];
  /** `a;b;c 12` */
  readonly stacks?: readonly string[];
  /** file, line, self steps */
  readonly lines?: readonly (readonly [string, number, number])[];
  readonly warnings?: readonly string[];
  readonly tags?: Profile["tags"];
  readonly opcodes?: Profile["opcodes"];
}

export function profileOf(picture: Picture = {}): Profile {
  const { functions = [["main", 1, 3]], stacks = null, lines = null } = picture;
  return {
    source: { format: "zisk-report", variant: "1.4", files: ["stdout.txt"] },
    engine: { name: "ziskemu", version: "1.4.0-alpha" },
    exitCode: 0,
    output: { publicHex: null, text: null },
    outcome: { status: "ok", message: null },
    metrics: [
      { id: "cost", unit: "cost" },
      { id: "steps", unit: "steps" },
    ],
    totals: { steps: 100, variable: 1000, base: 10, total: 1010 },
    opcodes: picture.opcodes ?? [],
    functions: {
      length: functions.length,
      name: functions.map(([name]) => name),
      rawName: functions.map(() => null),
      crate: functions.map(() => null),
      file: functions.map(() => null),
      line: new Int32Array(functions.length),
      address: new Float64Array(functions.length).fill(Number.NaN),
      calls: new Float64Array(functions.length).fill(Number.NaN),
      self: { cost: Float64Array.from(functions, ([, self]) => self) },
      total: { cost: Float64Array.from(functions, ([, , total]) => total) },
    },
    callTree: stacks && treeOf(stacks),
    lines: lines && linesOf(lines),
    instructions: null,
    unattributed: { cost: 0, steps: null },
    listed: null,
    details: [],
    tags: picture.tags ?? [],
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: picture.warnings ?? [],
  };
}

function linesOf(rows: readonly (readonly [string, number, number])[]): LineTable {
  const files = [...new Set(rows.map(([file]) => file))];
  const self = Float64Array.from(rows, ([, , cost]) => cost);
  return {
    length: rows.length,
    files,
    file: Int32Array.from(rows, ([file]) => files.indexOf(file)),
    line: Int32Array.from(rows, ([, line]) => line),
    self: { steps: self },
    total: { steps: self },
  };
}

function treeOf(stacks: readonly string[]): CallTree {
  const names: string[] = [];
  const prefix: number[] = [];
  const frame: number[] = [];
  const self: number[] = [];
  const nodes = new Map<string, number>();
  for (const stack of stacks) {
    const space = stack.lastIndexOf(" ");
    let parent = -1;
    for (const name of stack.slice(0, space).split(";")) {
      const key = `${parent};${name}`;
      if (!names.includes(name)) names.push(name);
      const node = nodes.get(key) ?? frame.length;
      if (!nodes.has(key)) {
        nodes.set(key, node);
        prefix.push(parent);
        frame.push(names.indexOf(name));
        self.push(0);
      }
      parent = node;
    }
    self[parent]! += Number(stack.slice(space + 1));
  }
  return {
    length: frame.length,
    frames: {
      length: names.length,
      name: names,
      func: new Int32Array(names.length).fill(-1),
      file: names.map(() => null),
      line: new Int32Array(names.length),
      inlined: new Uint8Array(names.length),
    },
    prefix: Int32Array.from(prefix),
    frame: Int32Array.from(frame),
    self: { cost: Float64Array.from(self) },
  };
}
