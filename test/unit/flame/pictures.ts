import type { CallTree, FunctionTable, MetricColumns, Profile } from "../../../src/core/profile/model";
import type { FlameRows, FlameSlice, FlameSliceParams } from "../../../src/core/analysis/flame/types";
import { defaultView } from "../../../src/core/analysis/flame/types";

/** Profile drawn as an indented tree, `name self` a line; a name is a function, `name~` an inlined frame. */
export function profileFromTree(picture: string, extra: Partial<Profile> = {}): Profile {
  const prefix: number[] = [];
  const frame: number[] = [];
  const self: number[] = [];
  const names: string[] = [];
  const open: { indent: number; node: number }[] = [];
  for (const text of picture.split("\n")) {
    const match = /^(\s*)(\S+)\s*(\d+)?\s*$/.exec(text);
    if (!match) continue;
    const indent = match[1]!.length;
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    const name = match[2]!;
    if (!names.includes(name)) names.push(name);
    prefix.push(open.at(-1)?.node ?? -1);
    frame.push(names.indexOf(name));
    self.push(Number(match[3] ?? 0));
    open.push({ indent, node: prefix.length - 1 });
  }
  return profileOf(
    names,
    Int32Array.from(prefix),
    Int32Array.from(frame),
    { cost: Float64Array.from(self) },
    extra,
  );
}

export function profileOf(
  names: readonly string[],
  prefix: Int32Array,
  frame: Int32Array,
  self: MetricColumns,
  extra: Partial<Profile> = {},
): Profile {
  const inlined = names.map((name) => name.endsWith("~"));
  const functions = names.filter((_, row) => !inlined[row]);
  let next = 0;
  const callTree: CallTree = {
    length: prefix.length,
    prefix,
    frame,
    self,
    frames: {
      length: names.length,
      name: names,
      func: Int32Array.from(names, (_, row) => (inlined[row] ? -1 : next++)),
      file: names.map(() => null),
      line: new Int32Array(names.length),
      inlined: Uint8Array.from(inlined, Number),
    },
  };
  return {
    source: { format: "test", variant: null, files: [] },
    engine: { name: "test", version: null },
    exitCode: 0,
    output: { publicHex: null, text: null },
    outcome: { status: "ok", message: null },
    metrics: [
      { id: "cost", unit: "cost" },
      { id: "steps", unit: "steps" },
    ],
    totals: {},
    opcodes: [],
    functions: functionTable(functions),
    callTree,
    lines: null,
    instructions: null,
    unattributed: {},
    listed: null,
    details: [],
    tags: [],
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: [],
    ...extra,
  };
}

export function functionTable(
  names: readonly string[],
  columns: Partial<Pick<FunctionTable, "self" | "total" | "calls" | "file" | "line" | "crate">> = {},
): FunctionTable {
  return {
    length: names.length,
    name: names,
    rawName: names.map(() => null),
    crate: names.map((name) => /^(\w+)::/.exec(name)?.[1] ?? null),
    file: names.map(() => null),
    line: new Int32Array(names.length),
    address: new Float64Array(names.length).fill(NaN),
    calls: new Float64Array(names.length).fill(NaN),
    self: {},
    total: {},
    ...columns,
  };
}

export const params = (over: Partial<FlameSliceParams> = {}): FlameSliceParams => ({
  ...defaultView,
  focus: [],
  widthPx: 1000,
  ...over,
});

/** A slice drawn back as an indented tree: `name total/self`. */
export function picture(slice: FlameSlice, rows: FlameRows = slice.rows): string {
  const depth: number[] = [];
  return rows.parent
    .map((parent, row) => {
      depth[row] = parent < 0 ? 0 : depth[parent]! + 1;
      const frame = rows.frame[row]!;
      const name =
        frame >= 0
          ? slice.frames[frame]!.name
          : rows.levels[row]! > 0
            ? `…${rows.levels[row]} levels`
            : rows.more[row]! > 0
              ? `…${rows.more[row]} more`
              : "all";
      const own = rows.self[row] ? `/${rows.self[row]}` : "";
      return `${"  ".repeat(depth[row]!)}${name} ${rows.total[row]}${own}`;
    })
    .join("\n");
}

/** Trims the margin of a picture in a test. */
export function drawn(text: string): string {
  const lines = text.replace(/^\n|\n\s*$/g, "").split("\n");
  const margin = Math.min(...lines.filter((l) => l.trim()).map((l) => /^ */.exec(l)![0].length));
  return lines.map((l) => l.slice(margin)).join("\n");
}
