import { CycleLensError } from "../errors";
import { treeProfile, type TreeFunction } from "../importers/treeProfile";
import type { Metric, OpcodeRow, Outcome, Profile, Tag, Totals } from "../profile/model";
import { safeName } from "../profile/names";
import type { Aggregate } from "./aggregate";
import type { CellStacks } from "./cellStacks";
import type { Era } from "./eras/era";
import { detectEra } from "./eras/eras";
import { detailRows } from "./detailRows";
import { metric } from "./metricNames";
import type { MetricsDb } from "./metricsDb";
import { runOf } from "./report";
import { looseStats } from "./view/looseFigures";

/** Most groups that are listed with their times. */
const mostTags = 200;

const cells: Metric = { id: "cells", unit: "cells" };
const cellsUsed: Metric = { id: "cells_used", unit: "cells" };
const rows: Metric = { id: "rows", unit: "rows" };
const instructions: Metric = { id: "instructions", unit: "instructions" };

/** What a metrics file says as a profile. */
export interface MetricsParts {
  readonly file: string;
  readonly db: MetricsDb;
  readonly stacks: CellStacks;
  readonly complete: boolean;
}

/**
 * Cells, rows and instructions by group, span, opcode and AIR as a profile: `cells` of whole traces (padding included) by
 * AIR, `cells_used` and `instructions` by opcode where profiling was on. A frame's crate is its kind. Changes `db`.
 * @throws CycleLensError `overflow` where a sum does not fit a double.
 */
export function metricsProfile({ file, db, stacks, complete }: MetricsParts): Profile {
  const warnings: string[] = [];
  const { era, run } = told(db, warnings);
  const columns = figuresOf(stacks, era?.countsTwice === true);
  const self = Object.fromEntries(columns.map(([{ id }, column]) => [id, column]));
  if (stacks.odd > 0)
    warnings.push(`${stacks.odd.toLocaleString("en-US")} figures are no counts (NaN, infinite, below 0)`);
  if (columns.length === 0)
    warnings.push(
      "the file has no cells or rows of AIRs: OpenVM writes them with the feature metrics (bench-metrics before 1.4)",
    );
  else if (!columns.some(([{ id }]) => id === "cells_used" || id === "instructions"))
    warnings.push(
      "opcodes and spans are not in the file: OpenVM writes them with the feature perf-metrics (profiling before 1.4)",
    );
  const functions: TreeFunction[] = stacks.frames.map(({ kind, text }) => ({
    name: text === "" ? "[no name]" : safeName(text),
    rawName: null,
    file: null,
    line: 0,
    crate: kind,
  }));
  const count = functions.length;
  const { trie } = stacks;
  const profile = treeProfile({
    format: "openvm-metrics",
    variant: era?.id ?? null,
    file,
    engine: { name: "OpenVM", version: null },
    outcome: outcomeOf(complete),
    metrics: columns.length === 0 ? [cells] : columns.map(([one]) => one),
    totals: totalsOf(db, run, era),
    functions,
    tree: {
      length: trie.length,
      frames: {
        length: count,
        name: functions.map(({ name }) => name),
        func: Int32Array.from({ length: count }, (_, i) => i),
        file: new Array<string | null>(count).fill(null),
        line: new Int32Array(count),
        inlined: new Uint8Array(count),
      },
      prefix: trie.prefix.slice(),
      frame: trie.key.slice(),
      self,
    },
    lines: null,
    warnings,
  });
  return { ...profile, opcodes: opcodesOf(stacks, self), tags: tagsOf(run, warnings) };
}

/** The era and the run added up; null where the tool of no era would do so, which is then a warning. */
function told(
  db: MetricsDb,
  warnings: string[],
): { readonly era: Era | null; readonly run: Aggregate | null } {
  try {
    const { era } = detectEra(db);
    try {
      return { era, run: runOf(db, era, 32, null) };
    } catch (error) {
      if (!CycleLensError.is(error)) throw error;
      warnings.push(`times are not added up: ${safeName(error.message)}`);
      return { era, run: null };
    }
  } catch (error) {
    if (!CycleLensError.is(error)) throw error;
    warnings.push(`times are not added up: ${safeName(error.message)}`);
    return { era: null, run: null };
  }
}

function figuresOf(stacks: CellStacks, countsTwice: boolean): (readonly [Metric, Float64Array])[] {
  const out: [Metric, Float64Array][] = [];
  for (const [one, figure] of [
    [cells, "cells"],
    [cellsUsed, "cellsUsed"],
  ] as const) {
    const column = stacks.column(figure);
    if (column !== null) out.push([one, column]);
  }
  const counted = instructionColumn(stacks, countsTwice);
  if (counted !== null) out.push([instructions, counted]);
  const rowColumn = stacks.column("rows");
  if (rowColumn !== null) out.push([rows, rowColumn]);
  return out;
}

/** How often opcodes ran, by node; null where the file does not say. */
export function instructionColumn(stacks: CellStacks, countsTwice: boolean): Float64Array | null {
  const spans = stacks.column("spanFrequency");
  const plain = stacks.column("plainFrequency");
  if (spans === null) return plain ?? stacks.column("opcodeCount");
  if (plain === null || countsTwice) return spans;
  return spans.map((value, node) => value + plain[node]!);
}

function totalsOf(db: MetricsDb, run: Aggregate | null, era: Era | null): Totals {
  if (run === null || era === null) return {};
  const ms = (seconds: number): number | null =>
    Number.isFinite(seconds) ? Math.round(seconds * 1e6) / 1e3 : null;
  const loose = looseStats({ db, details: detailRows(db, era) });
  const sumOf = (name: string): number | null => {
    let sum: number | null = null;
    for (const { metrics } of run.groups) {
      const value = metrics.get(name)?.sum.value;
      if (value !== undefined && Number.isFinite(value)) sum = (sum ?? 0) + value;
    }
    const whole = loose.get(name)?.sum ?? NaN;
    return sum ?? (Number.isFinite(whole) ? whole : null);
  };
  // A run that was not proven counts under another name.
  const ran = [era.summary.cycles, metric.meteredInsns, metric.e1Insns];
  const withTimes = run.groups.some(({ metrics }) => metrics.has(metric.proofTime));
  return {
    proof_time_ms: withTimes ? ms(run.total.value) : null,
    parallel_proof_time_ms: withTimes ? ms(run.parallel.value) : null,
    [metric.mainCells]: sumOf(metric.mainCells),
    ...firstKnown(ran, sumOf),
  };
}

/** The first of these names that has a figure; else the first, unknown. */
function firstKnown(names: readonly string[], of: (name: string) => number | null): Totals {
  const name = names.find((one) => of(one) !== null) ?? names[0]!;
  return { [name]: of(name) };
}

/** Opcodes over all groups, by cells, then by how often they ran. */
function opcodesOf(stacks: CellStacks, self: Readonly<Record<string, Float64Array>>): OpcodeRow[] {
  const { trie, frames } = stacks;
  const used = self[cellsUsed.id];
  const ran = self[instructions.id];
  if (used === undefined && ran === undefined) return [];
  const opcode = new Int32Array(trie.length);
  const sums = new Map<number, { count: number; cost: number }>();
  for (let node = 0; node < trie.length; node++) {
    const frame = trie.keyOf(node);
    const parent = trie.parentOf(node);
    opcode[node] = frames[frame]!.kind === "opcode" ? frame : parent < 0 ? -1 : opcode[parent]!;
    if (opcode[node]! < 0) continue;
    const count = ran?.[node] ?? 0;
    const cost = used?.[node] ?? 0;
    if (count === 0 && cost === 0) continue;
    const known = sums.get(opcode[node]!);
    if (known === undefined) sums.set(opcode[node]!, { count, cost });
    else {
      known.count += count;
      known.cost += cost;
    }
  }
  return [...sums]
    .map(([frame, { count, cost }]) => ({
      name: safeName(frames[frame]!.text).toLowerCase(),
      kind: "base" as const,
      count: ran === undefined ? null : count,
      cost: used === undefined ? null : cost,
      frops: null,
    }))
    .sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || (b.count ?? 0) - (a.count ?? 0));
}

function tagsOf(run: Aggregate | null, warnings: string[]): Tag[] {
  const timed = (run?.groups ?? []).flatMap(({ name, metrics }) => {
    const time = metrics.get(metric.proofTime);
    if (time === undefined || !Number.isFinite(time.sum.value)) return [];
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    return {
      name: safeName(name),
      metric: "ms",
      calls: time.count,
      total: time.sum.value,
      min: finite(time.min.value),
      max: finite(time.max.value),
    };
  });
  if (timed.length <= mostTags) return timed;
  warnings.push(
    `of ${timed.length.toLocaleString("en-US")} groups the ${String(mostTags)} longest are listed`,
  );
  return timed.sort((a, b) => b.total - a.total).slice(0, mostTags);
}

function outcomeOf(complete: boolean): Outcome {
  return complete
    ? { status: "ok", message: null }
    : { status: "truncated", message: "the metrics file ends in the middle" };
}
