import { chargeLines } from "../analysis/chargeLines";
import type { LineAccesses, LineTable, Metric, PrecompileSite, Profile } from "../profile/model";
import { exact } from "../profile/numbers";
import type { DebugInfo, DebugPart, ElfImage } from "../symbols/types";
import { lastAtMost } from "../symbols/symbolTable";
import { placedOutcome } from "./faultPlace";
import { functionsOf, stepsOf, type RunFunctions } from "./functionRows";
import { accessMeasures, lineAccesses } from "./lineAccesses";
import { symbolStretches, type SymbolStretches } from "./symbolStretches";
import type { EngineRun, PcAccesses } from "./types";

/** The engine's name in profiles and runs. */
export const engineName = "cyclelens";

export interface ReportOptions {
  /** The product's version. */
  readonly version: string | null;
  /** Name of the ELF's file, for the profile's source. */
  readonly elfFile?: string;
}

/** Parts of the cost that become columns of lines and instructions beside the metrics. */
type Parts = Readonly<Record<string, Float64Array>>;

/**
 * A run joined with the guest's symbols and lines. Functions are the symbols that ran, then rows in brackets;
 * `self` is exact, `total` inclusive with recursion counted once, `calls` what the call tree counted.
 * Σ self of functions = Σ self of lines + unattributed = the run's variable total (docs/design.md §3).
 * Throws `overflow` beyond 2^53.
 */
export function profileOfRun(run: EngineRun, elf: ElfImage, options: ReportOptions): Profile {
  const { cost } = run.pcs;
  const stretches = symbolStretches(run.pcs.pc, elf.symbols);
  const debug = elf.debugOf(withEntries(run, elf, stretches));
  const { table, func, sums, callTree, inlinedTree } = functionsOf(run, elf, debug, stretches, cost);
  const lined = linesOf(run, cost, debug);
  const metrics = metricsOf(run, cost);
  const precompiles = precompileSites(run, debug, (pc) => func[lastAtMost(run.pcs.pc, pc)] ?? -1);
  return {
    source: {
      format: "engine",
      variant: run.model,
      files: options.elfFile === undefined ? [] : [options.elfFile],
    },
    engine: { name: engineName, version: options.version },
    exitCode: run.exitCode,
    output: run.output,
    outcome: placedOutcome(run, elf),
    metrics,
    totals: run.totals,
    opcodes: run.opcodes,
    functions: table,
    callTree,
    ...(inlinedTree === undefined ? {} : { inlinedTree }),
    lines: lined.lines,
    instructions: {
      length: run.pcs.length,
      pc: run.pcs.pc,
      count: run.pcs.count,
      func,
      self: { ...(cost === null ? {} : { cost }), [stepsOf(run)]: run.pcs.steps, ...run.pcs.parts },
      ...(run.pcs.accesses === undefined ? {} : { accesses: byRow(run.pcs.accesses, run.pcs.length) }),
    },
    unattributed: unattributed(run, sums, metrics, lined),
    listed: run.listed,
    details: [],
    tags: run.tags,
    memory: run.memory,
    ...(precompiles === undefined ? {} : { precompiles }),
    usage: run.usage,
    regions: run.regions,
    warnings: [...new Set([...run.warnings, ...elf.warnings, ...lined.warnings])],
  };
}

/** Those of row i from `start[i]`: they stand in order of row. */
function byRow({ classes, prices, index, kind, count }: PcAccesses, length: number): LineAccesses {
  const start = new Int32Array(length + 1);
  for (let i = 0; i < index.length; i++) start[index[i]! + 1]!++;
  for (let i = 0; i < length; i++) start[i + 1]! += start[i]!;
  return { classes, prices, start, kind, count };
}

function metricsOf(run: EngineRun, cost: Float64Array | null): Metric[] {
  const id = stepsOf(run);
  const steps = { id, unit: id };
  return cost === null ? [steps] : [{ id: "cost", unit: "cost" }, steps];
}

/** Every instruction that ran and every entry of a function that did, ascending: all that is looked up. */
function withEntries(run: EngineRun, elf: ElfImage, { length, symbol }: SymbolStretches): Float64Array {
  const { pc } = run.pcs;
  const { symbols } = elf;
  const isFound = new Uint8Array(symbols.length);
  const entries: number[] = [];
  const add = (row: number): void => {
    if (row < 0 || isFound[row] === 1) return;
    isFound[row] = 1;
    const address = symbols.address[row]!;
    if (pc[lastAtMost(pc, address)] !== address) entries.push(address);
  };
  for (let i = 0; i < length; i++) add(symbol[i]!);
  run.callTree?.address.forEach((address) => add(symbols.find(address)));
  entries.sort((a, b) => a - b);
  const all = new Float64Array(pc.length + entries.length);
  let done = 0;
  entries.forEach((entry, before) => {
    const at = lastAtMost(pc, entry) + 1;
    all.set(pc.subarray(done, at), done + before);
    all[at + before] = entry;
    done = at;
  });
  all.set(pc.subarray(done), done + entries.length);
  return all;
}

interface Lined {
  readonly lines: LineTable | null;
  readonly cost: number;
  readonly steps: number;
  readonly warnings: readonly string[];
}

function linesOf(run: EngineRun, cost: Float64Array | null, debug: DebugPart | null): Lined {
  if (debug === null)
    return {
      lines: null,
      cost: 0,
      steps: 0,
      warnings: [
        "the ELF has no line table: build it with CARGO_PROFILE_RELEASE_DEBUG=line-tables-only for lines",
      ],
    };
  const { pcs } = run;
  const columns: Parts = {
    ...(cost === null ? {} : { cost }),
    [stepsOf(run)]: pcs.steps,
    ...pcs.parts,
    ...pcs.extras,
  };
  const ids = Object.keys(columns);
  const found = chargeLines(debug, pcs.pc, ids, Object.values(columns));
  const lines = withAccesses(withExtras(found.lines, Object.keys(pcs.extras ?? {})), found.rowOf, run);
  return {
    lines: lines.length === 0 ? null : lines,
    cost: found.charged[ids.indexOf("cost")] ?? 0,
    steps: found.charged[ids.indexOf(stepsOf(run))]!,
    warnings: debug.warnings,
  };
}

/** What is no part of the cost stands apart. */
function withExtras(table: LineTable, names: readonly string[]): LineTable {
  if (names.length === 0) return table;
  const pick = (from: Parts, wanted: boolean): Parts =>
    Object.fromEntries(Object.entries(from).filter(([id]) => names.includes(id) === wanted));
  return {
    ...table,
    self: pick(table.self, false),
    total: pick(table.total, false),
    extras: pick(table.self, true),
  };
}

function withAccesses(table: LineTable, rowOf: Int32Array, { pcs }: EngineRun): LineTable {
  if (pcs.accesses === undefined) return table;
  const accesses = lineAccesses(pcs.accesses, rowOf, table.length);
  return {
    ...table,
    extras: { ...accessMeasures(accesses, pcs.accesses.measures), ...table.extras },
    accesses,
  };
}

function precompileSites(
  run: EngineRun,
  debug: DebugInfo | null,
  functionOf: (pc: number) => number,
): PrecompileSite[] | undefined {
  return run.precompiles?.map(({ pc, name, count, cost }) => ({
    name,
    calls: count,
    cost,
    func: functionOf(pc),
    places: (debug?.places(pc) ?? [])
      .filter(({ line }) => line > 0)
      .map(({ file, line }) => ({ file, line })),
  }));
}

function unattributed(
  run: EngineRun,
  sums: RunFunctions["sums"],
  metrics: readonly Metric[],
  lined: Lined,
): Record<string, number> {
  return Object.fromEntries(
    metrics.map(({ id }) => [
      id,
      id === "cost" ? exact(sums.cost + run.outside, "cost") - lined.cost : sums.steps - lined.steps,
    ]),
  );
}
