import type { CallTree, OpcodeRow, Profile, Tag } from "../../../src/core/profile/model";

/** A function of a picture; what is left out is not known. */
export interface FunctionPicture {
  readonly self?: number | null;
  readonly total?: number | null;
  readonly calls?: number | null;
  readonly at?: readonly [string, number];
}

/** A run as a picture: everything in `cost`, totals as they are given, `variable` the sum of the selfs otherwise. */
export interface RunPicture {
  readonly functions?: readonly (readonly [string, FunctionPicture])[];
  /** `main;b 12`: the call tree; frames that are functions are found by their full name. */
  readonly stacks?: readonly string[];
  /** file, line, self, total */
  readonly lines?: readonly (readonly [string, number, number, number?])[];
  readonly opcodes?: readonly OpcodeRow[];
  readonly tags?: readonly Tag[];
  readonly totals?: Profile["totals"];
  readonly with?: Partial<Profile>;
}

const orNaN = (value: number | null | undefined): number => value ?? Number.NaN;

export function run(picture: RunPicture = {}): Profile {
  const { functions = [], lines = null } = picture;
  const columns = (of: (row: FunctionPicture) => number | null | undefined): Record<string, Float64Array> => {
    const values = Float64Array.from(functions, ([, row]) => orNaN(of(row)));
    return values.some((value) => !Number.isNaN(value)) ? { cost: values } : {};
  };
  const sum = functions.reduce((total, [, { self }]) => total + (self ?? 0), 0);
  const files = [...new Set((lines ?? []).map(([file]) => file))];
  return {
    source: { format: "engine", variant: "zisk-1.4", files: ["guest.elf"] },
    engine: { name: "cyclelens", version: "0.1.0" },
    exitCode: 0,
    output: { publicHex: null, text: null },
    outcome: { status: "ok", message: null },
    metrics: [{ id: "cost", unit: "cost" }],
    totals: picture.totals ?? { variable: sum, base: 1000, total: sum + 1000 },
    opcodes: picture.opcodes ?? [],
    functions: {
      length: functions.length,
      name: functions.map(([name]) => name),
      rawName: functions.map(() => null),
      crate: functions.map(() => null),
      file: functions.map(([, { at }]) => at?.[0] ?? null),
      line: Int32Array.from(functions, ([, { at }]) => at?.[1] ?? 0),
      address: new Float64Array(functions.length).fill(Number.NaN),
      calls: Float64Array.from(functions, ([, { calls }]) => orNaN(calls)),
      self: columns(({ self }) => self),
      total: columns(({ total }) => total),
    },
    callTree:
      picture.stacks === undefined
        ? null
        : tree(
            picture.stacks,
            functions.map(([name]) => name),
          ),
    lines: lines && {
      length: lines.length,
      files,
      file: Int32Array.from(lines, ([file]) => files.indexOf(file)),
      line: Int32Array.from(lines, ([, line]) => line),
      self: { cost: Float64Array.from(lines, ([, , self]) => self) },
      total: { cost: Float64Array.from(lines, ([, , self, total]) => total ?? self) },
    },
    instructions: null,
    unattributed: { cost: 0 },
    listed: null,
    details: [],
    tags: picture.tags ?? [],
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: [],
    ...picture.with,
  };
}

function tree(stacks: readonly string[], functions: readonly string[]): CallTree {
  const names = [...new Set(stacks.flatMap((stack) => stack.replace(/ \d+$/, "").split(";")))];
  const prefix: number[] = [];
  const frame: number[] = [];
  const self: number[] = [];
  const nodes = new Map<string, number>();
  for (const stack of stacks) {
    const [, path = "", cost = "0"] = /^(.*) (\d+)$/.exec(stack) ?? [];
    let parent = -1;
    let at = "";
    for (const name of path.split(";")) {
      at = `${at};${name}`;
      let node = nodes.get(at);
      if (node === undefined) {
        nodes.set(at, (node = prefix.push(parent) - 1));
        frame.push(names.indexOf(name));
        self.push(0);
      }
      parent = node;
    }
    self[parent]! += Number(cost);
  }
  return {
    length: frame.length,
    frames: {
      length: names.length,
      name: names,
      func: Int32Array.from(names, (name) => functions.indexOf(name)),
      file: names.map(() => null),
      line: new Int32Array(names.length),
      inlined: Uint8Array.from(names, (name) => (functions.includes(name) || functions.length === 0 ? 0 : 1)),
    },
    prefix: Int32Array.from(prefix),
    frame: Int32Array.from(frame),
    self: { cost: Float64Array.from(self) },
  };
}
