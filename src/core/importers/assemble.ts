import { attributeCounts, type Attribution } from "../analysis/attribute";
import { functionTable, isBracketed, newFunctionRow, type FunctionRow } from "../profile/builder";
import type { CallTree, Engine, InstructionTable, Metric, Outcome, Profile } from "../profile/model";
import { CycleLensError } from "../errors";
import { exact } from "../profile/numbers";
import type { ElfImage } from "../symbols/types";
import type { ProfilePart } from "./artefact";
import { assembleFunctions, outsideTreeRow } from "./assembleFunctions";
import { isSp1Run, sp1Profile } from "./sp1Profile";
import { withGuestSymbols } from "./openvmSymbols";
import { firstKnown, inOrder, mergeParts, type MergedParts } from "./mergeParts";

/** What the one who started the run knows better than its files. */
export interface AssembleOptions {
  /** As `--version` said. */
  readonly engine?: Engine;
  /** The process's own exit code. */
  readonly exitCode?: number | null;
  /** Name of the ELF's file, for the profile's source. */
  readonly elfFile?: string;
  /** For a run that was stopped from outside. */
  readonly outcome?: Outcome;
  readonly warnings?: readonly string[];
}

/**
 * Joins what the files of one run say into one Profile (docs/design.md §3, §6). Contradictions become warnings.
 *
 * - counts + ELF give exact self steps a function, line and instruction;
 * - a call tree gives self and inclusive cost a function; the rest of VARIABLE is `[outside the call tree]`;
 * - a list gives calls and, from 0.15 on, inclusive steps and cost by the emulator's rule.
 *
 * Throws `overflow` where counts do not fit a double.
 */
export function assemble(
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  options: AssembleOptions = {},
): Profile {
  const whole = parts.find((part) => part.profile);
  if (whole?.profile) return storedProfile(symbolicated(whole, parts, elf, options), parts, whole);
  if (parts.length > 0 && parts.every((part) => part.guestSymbols))
    throw new CycleLensError(
      "bad-input",
      `${parts[0]!.file} holds only names of an OpenVM guest's functions`,
      "give the metrics of the run with it, the file that OUTPUT_PATH named",
    );
  if (isSp1Run(parts)) return sp1Profile(parts, elf, options);
  const sorted = inOrder(parts);
  const merged = mergeParts(sorted);
  const warnings = [...(options.warnings ?? []), ...merged.warnings, ...(elf?.warnings ?? [])];
  const attribution = attribute(merged, elf, warnings);
  const tree = sorted.find((part) => part.callTree)?.callTree ?? null;
  const found = assembleFunctions(attribution, tree, merged.listed, elf);
  warnings.push(...found.warnings);
  const rows = [...found.rows];
  const outside = outsideTree(merged, tree, warnings);
  if (outside !== null && outside > 0)
    rows.push({ ...newFunctionRow(outsideTreeRow), crate: null, selfCost: outside, totalCost: outside });
  sayWhatIsMissing(merged, attribution, tree, warnings);

  const metrics = metricsOf(rows, merged, attribution);
  const order = byWeight(rows, metrics[0]!.id);
  const place = new Map(order.map((row, i) => [row, i]));
  const lines = attribution?.lines && attribution.lines.length > 0 ? attribution.lines : null;
  return {
    source:
      options.elfFile === undefined
        ? merged.source
        : { ...merged.source, files: [...merged.source.files, options.elfFile] },
    engine: options.engine ?? merged.engine,
    exitCode: options.exitCode ?? merged.exitCode,
    output: merged.output,
    outcome: options.outcome ?? endedBy(merged.outcome, options.exitCode ?? null),
    metrics,
    totals: merged.totals,
    opcodes: merged.opcodes,
    functions: functionTable(order),
    callTree: tree && withRows(tree, found.ofFrame, place),
    lines,
    instructions:
      attribution && withInstructionRows(attribution, (row) => place.get(found.ofAttribution[row]!) ?? -1),
    unattributed: unattributed(metrics, rows, attribution, outside),
    listed: merged.listed,
    details: firstTable(sorted.map((part) => part.details)),
    tags: firstTable(sorted.map((part) => part.tags)),
    memory: longest(sorted.map((part) => part.memory)),
    usage: {
      rom: firstKnown(sorted.map((part) => part.usage?.rom)),
      ram: firstKnown(sorted.map((part) => part.usage?.ram)),
    },
    regions: firstTable(sorted.map((part) => part.regions)),
    warnings: [...new Set(warnings)],
  };
}

/** A profile of addresses gets its names from the ELF, one of spans from OpenVM's file of symbols. */
function symbolicated(
  whole: ProfilePart,
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  options: AssembleOptions,
): Profile {
  const profile = whole.profile!;
  const guest = whole.format === "openvm-metrics" ? parts.find((part) => part.guestSymbols) : undefined;
  if (guest?.guestSymbols) return withGuestSymbols(profile, guest.guestSymbols, guest.file);
  if (elf === null || whole.withElf === undefined) return profile;
  const elfFile = options.elfFile ?? null;
  const named = whole.withElf(elf, elfFile);
  if (named === null)
    return {
      ...profile,
      warnings: [...profile.warnings, `${elfFile ?? "the ELF"} is none of the programs in ${whole.file}`],
    };
  return elfFile === null
    ? named
    : { ...named, source: { ...named.source, files: [...named.source.files, elfFile] } };
}

function storedProfile(profile: Profile, parts: readonly ProfilePart[], whole: ProfilePart): Profile {
  const others = parts
    .filter((part) => part !== whole && !(part.guestSymbols && whole.format === "openvm-metrics"))
    .map((part) => part.file);
  const warnings = [...profile.warnings, ...whole.warnings];
  if (others.length > 0)
    warnings.push(`${whole.file} is a whole profile; not used beside it: ${others.join(", ")}`);
  return warnings.length === profile.warnings.length ? profile : { ...profile, warnings };
}

function attribute(merged: MergedParts, elf: ElfImage | null, warnings: string[]): Attribution | null {
  const { counts, totals } = merged;
  if (counts === null) return null;
  const sum = counts.count.subarray(0, counts.length).reduce((a, b) => a + b, 0);
  const steps = totals["steps"] ?? null;
  if (steps !== null && (counts.complete ? sum !== steps : sum > steps))
    warnings.push(
      `the execution counts add up to ${sum.toLocaleString("en-US")} steps, the run had ${steps.toLocaleString("en-US")}: ${sum < steps ? "is the file whole, and" : "are the files"} of one run?`,
    );
  // A histogram of every address that was executed is whole, though nothing in it says so.
  if (!counts.complete && sum !== steps)
    warnings.push("the execution counts are cut: figures by line and function are lower bounds");
  if (elf === null) {
    warnings.push("execution counts are by address; give the guest's ELF for functions and lines");
    return null;
  }
  const attribution = attributeCounts(counts, elf);
  warnings.push(...attribution.warnings);
  if (attribution.lines === null)
    warnings.push(
      "the ELF has no line table: build it with CARGO_PROFILE_RELEASE_DEBUG=line-tables-only for lines",
    );
  return attribution;
}

/** VARIABLE less what the tree holds; null where either is unknown. */
function outsideTree(merged: MergedParts, tree: CallTree | null, warnings: string[]): number | null {
  const variable = merged.totals["variable"] ?? null;
  const cost = tree?.self["cost"];
  if (variable === null || cost === undefined) return null;
  const held = exact(
    cost.reduce((a, b) => a + b, 0),
    "cost",
  );
  if (held > variable) {
    warnings.push(
      `the call tree holds a cost of ${held.toLocaleString("en-US")}, more than the run's ${variable.toLocaleString("en-US")}: are the files of one run?`,
    );
    return null;
  }
  if (held < variable)
    warnings.push(
      `the call tree lacks a cost of ${(variable - held).toLocaleString("en-US")}: what ran before the first call, and data initialisation`,
    );
  return variable - held;
}

function sayWhatIsMissing(
  merged: MergedParts,
  attribution: Attribution | null,
  tree: CallTree | null,
  warnings: string[],
): void {
  const { listed } = merged;
  if (listed?.disabled === true)
    warnings.push(
      "the emulator lost its call stack and printed no functions; --disasm gives self steps all the same",
    );
  if (listed === null || listed.functions.length === 0) return;
  const { variant } = merged.source;
  if (variant === "F2" || variant === "F3")
    warnings.push("ziskemu 0.15 to 0.16.1 counts recursive functions more than once");
  if (attribution !== null || tree !== null) return;
  warnings.push(
    listed.inclusive
      ? "functions are the emulator's list: inclusive figures, self figures are not known from a report alone"
      : "functions are the emulator's list: self figures, inclusive ones are not known from a report of 0.13 or 0.14",
  );
}

function metricsOf(
  rows: readonly FunctionRow[],
  merged: MergedParts,
  attribution: Attribution | null,
): Metric[] {
  const cost = rows.some((row) => !Number.isNaN(row.selfCost) || !Number.isNaN(row.totalCost));
  const steps =
    attribution !== null ||
    isKnown(merged.totals["steps"]) ||
    rows.some((row) => !Number.isNaN(row.selfSteps) || !Number.isNaN(row.totalSteps));
  const metrics: Metric[] = [];
  if (cost) metrics.push({ id: "cost", unit: "cost" });
  if (steps || !cost) metrics.push({ id: "steps", unit: "steps" });
  if (!cost && isKnown(merged.totals["variable"])) metrics.push({ id: "cost", unit: "cost" });
  return metrics;
}

/** By the primary metric's total, then its self, then name; unknown stands last, by steps among itself. */
function byWeight(rows: readonly FunctionRow[], primary: string): FunctionRow[] {
  const down = (a: number, b: number): number => (Number.isNaN(b) ? -1 : b) - (Number.isNaN(a) ? -1 : a);
  const noCost = (row: FunctionRow, steps: number): number =>
    Number.isNaN(row.totalCost) && Number.isNaN(row.selfCost) ? steps : NaN;
  const keys: readonly ((row: FunctionRow) => number)[] =
    primary === "cost"
      ? [(r) => r.totalCost, (r) => r.selfCost, (r) => noCost(r, r.totalSteps), (r) => noCost(r, r.selfSteps)]
      : [(r) => r.totalSteps, (r) => r.selfSteps];
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const by = down(key(a), key(b));
      if (by !== 0) return by;
    }
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  });
}

/** Frames get what their function is called, where it is declared, and its row. */
function withRows(
  tree: CallTree,
  rows: readonly FunctionRow[],
  place: ReadonlyMap<FunctionRow, number>,
): CallTree {
  const of = <T>(get: (row: FunctionRow) => T, otherwise: (frame: number) => T): T[] =>
    tree.frames.name.map((_, frame) => {
      const row = rows[frame];
      return row === undefined ? otherwise(frame) : get(row);
    });
  return {
    ...tree,
    frames: {
      ...tree.frames,
      name: of(
        (row) => row.name,
        (frame) => tree.frames.name[frame]!,
      ),
      func: Int32Array.from(
        of(
          (row) => place.get(row) ?? -1,
          () => -1,
        ),
      ),
      file: of(
        (row) => row.file,
        (frame) => tree.frames.file[frame] ?? null,
      ),
      line: Int32Array.from(
        of(
          (row) => row.line,
          (frame) => tree.frames.line[frame]!,
        ),
      ),
    },
  };
}

function withInstructionRows(attribution: Attribution, row: (from: number) => number): InstructionTable {
  const { instructions } = attribution;
  return { ...instructions, func: instructions.func.map((from) => (from < 0 ? -1 : row(from))) };
}

function unattributed(
  metrics: readonly Metric[],
  rows: readonly FunctionRow[],
  attribution: Attribution | null,
  outside: number | null,
): Record<string, number | null> {
  const bracketed = (): number =>
    rows.reduce((sum, row) => sum + (isBracketed(row.name) ? row.selfSteps || 0 : 0), 0);
  const steps = attribution && (attribution.unattributedSteps ?? bracketed());
  return Object.fromEntries(metrics.map(({ id }) => [id, id === "cost" ? outside : steps]));
}

/** A process that failed did not end well, whatever its text says. */
function endedBy(outcome: Outcome, exitCode: number | null): Outcome {
  if (
    exitCode === null ||
    exitCode === 0 ||
    outcome.status === "guest-error" ||
    outcome.status === "step-limit"
  )
    return outcome;
  if (outcome.status === "cancelled") return outcome;
  const why = outcome.message === null ? "" : `; ${outcome.message}`;
  return { status: "guest-error", message: `the emulator ended with exit code ${String(exitCode)}${why}` };
}

function firstTable<T>(tables: readonly (readonly T[] | undefined)[]): readonly T[] {
  return tables.find((table) => table !== undefined && table.length > 0) ?? [];
}

function longest<T>(tables: readonly (readonly T[] | undefined)[]): readonly T[] {
  return tables.reduce<readonly T[]>(
    (best, table) => ((table?.length ?? 0) > best.length ? table! : best),
    [],
  );
}

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
