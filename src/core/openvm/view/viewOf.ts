import { CycleLensError } from "../../errors";
import { safeName } from "../../profile/names";
import { aggregate } from "../aggregate";
import type { CellStacks } from "../cellStacks";
import { detailRows } from "../detailRows";
import { customEra } from "../eras/customEra";
import { detectEra, eraOfVersion, eras, type DetectedEra } from "../eras/eras";
import type { Era } from "../eras/era";
import { finishGroups } from "../finish";
import { totalBounded } from "../groupTimes";
import { metric } from "../metricNames";
import type { MetricsDb } from "../metricsDb";
import type { OpenvmSettings } from "../settings";
import { airsTable } from "./airsTable";
import { factsOf } from "./facts";
import { groupsTable } from "./groupsTable";
import { looseStats } from "./looseFigures";
import { curveOf, memoryOf, memoryTable } from "./memoryTable";
import { metricsTable } from "./metricsTable";
import { opcodesTable } from "./opcodesTable";
import { pipelineOf } from "./pipeline";
import { projectionGroups } from "./projection";
import { segmentsTable } from "./segmentsTable";
import type { Side } from "./side";
import { spansTable } from "./spansTable";
import type { MetricsTable, MetricsView, Pair } from "./types";

/** A file as it was read. */
export interface ReadFile {
  readonly name: string;
  readonly db: MetricsDb;
  readonly stacks: CellStacks;
  /** What a span's frame is called: OpenVM writes offsets into a file of symbols. */
  readonly spanName?: ((frame: string) => string) | undefined;
}

export interface ViewOptions {
  /** As `--openvm-version`; null: told by the file. */
  readonly version: string | null;
  readonly provers: number;
  readonly settings?: { readonly file: string; readonly settings: OpenvmSettings } | null;
}

/**
 * Adds up a file and, where given, one to compare it with, both by the rules of one era. Where that era's tool breaks down
 * there are no sums, but all tables that need none. Changes what it is given.
 * @throws CycleLensError `unsupported` for an era whose rules are not known, `usage` for a version that is none.
 */
export function viewOf(now: ReadFile, before: ReadFile | null, options: ViewOptions): MetricsView {
  const warnings: string[] = [];
  const found = told(now, before, options.version);
  const { decided, why } = found;
  const settings = options.settings ?? null;
  const era = customEra(found.era, settings && settings.settings);
  const [side, problem] = sideOf(now, era, options.provers);
  let other: Side | null = null;
  if (before !== null) {
    const [compared, broken] = sideOf(before, era, options.provers);
    other = compared;
    if (broken !== null) warnings.push(`${safeName(before.name)}: ${broken}`);
  }
  warnings.push(...oddities(side));
  if (now.spanName === undefined && hasOffsets(now.stacks))
    warnings.push(
      "spans are offsets of functions: they have names where the file that GUEST_SYMBOLS_PATH named lies beside this one, with the ending .syms",
    );
  const memory = memoryOf(side);
  const tables: MetricsTable[] = [
    groupsTable(side, other),
    segmentsTable(side, other),
    airsTable(side, other),
    opcodesTable(side, other),
    spansTable(side, other),
    metricsTable(side, other),
    ...(memory === null ? [] : [memoryTable(memory, other && memoryOf(other))]),
  ];
  const bounded = era.bounded !== "none";
  return {
    overview: {
      file: safeName(now.name),
      previous: before && safeName(before.name),
      era: era.id,
      versions: era.versions,
      toldBy: safeName(why),
      decided,
      problem,
      provers: options.provers,
      settings: settings && safeName(settings.file),
      serial: pair(side, other, ({ run }) => (hasTimes(run) ? run.total.value : null)),
      parallel: pair(side, other, ({ run }) => (hasTimes(run) ? run.parallel.value : null)),
      bounded: bounded
        ? pair(side, other, ({ run }) => (hasTimes(run) ? totalBounded(run).value : null))
        : null,
      instructions: pair(side, other, sumOf([era.summary.cycles, metric.meteredInsns, metric.e1Insns])),
      cells: pair(side, other, sumOf([metric.mainCells, metric.totalCells, metric.allCells])),
      phases: pipelineOf(side, other),
      facts: factsOf(side, other, settings?.settings.metrics.map(({ name }) => name) ?? []),
      curve: memory && curveOf(memory),
      warnings,
    },
    tables,
    projection: side.run === null ? [] : projectionGroups(side.groups, era),
  };
}

/** Both files by the newer of their eras, so that their figures mean the same. */
function told(now: ReadFile, before: ReadFile | null, version: string | null): DetectedEra {
  if (version !== null) return { era: eraOfVersion(version), decided: true, why: "" };
  const found = detectEra(now.db);
  if (found.decided || before === null) return found;
  const other = detectEra(before.db);
  return other.decided && eras.indexOf(other.era) > eras.indexOf(found.era) ? other : found;
}

function sideOf(
  { db, stacks, spanName }: ReadFile,
  era: Era,
  provers: number,
): readonly [Side, string | null] {
  const groups = finishGroups(db, era, true);
  const side = {
    db,
    stacks,
    spanName: spanName ?? ((frame: string) => frame),
    era,
    groups,
    details: detailRows(db, era),
  };
  try {
    return [{ ...side, run: aggregate(groups, era, provers, null) }, null];
  } catch (error) {
    if (!CycleLensError.is(error)) throw error;
    return [{ ...side, run: null }, safeName(`${error.message} — ${error.hint}`)];
  }
}

/** With function spans a frame is where its name stands among the guest's symbols. */
function hasOffsets({ frames }: CellStacks): boolean {
  return frames.some(({ kind, text }) => kind === "span" && /^\d{1,9}$/.test(text));
}

function hasTimes(run: Side["run"]): run is NonNullable<Side["run"]> {
  return run !== null && run.groups.some(({ metrics }) => metrics.has(metric.proofTime));
}

/** The first of these metrics that there is, added up over groups; where none has it, that of the run as a whole. */
function sumOf(names: readonly string[]): (side: Side) => number | null {
  return (side) => {
    for (const name of names) {
      let sum: number | null = null;
      for (const { metrics } of side.run?.groups ?? []) {
        const value = metrics.get(name)?.sum.value;
        if (value !== undefined) sum = (sum ?? 0) + value;
      }
      sum ??= looseStats(side).get(name)?.sum ?? null;
      if (sum !== null) return sum;
    }
    return null;
  };
}

function pair(now: Side, before: Side | null, of: (side: Side) => number | null): Pair {
  const finite = (value: number | null): number | null =>
    value === null || !Number.isFinite(value) ? null : value;
  return { now: finite(of(now)), before: before && finite(of(before)) };
}

/** Figures that are no numbers, and label sets that stand more than once where an era shows the first only. */
function oddities({ db, details, stacks }: Side): readonly string[] {
  const { rows, summed } = details;
  let odd = 0;
  let twice = 0;
  for (let cell = 0; cell < rows.metric.length; cell++) {
    if (!Number.isFinite(rows.sum.data[cell]!)) odd++;
    else if (!summed && rows.sum.data[cell] !== rows.first.data[cell]) twice++;
  }
  const count = (n: number, one: string, many: string): string =>
    n === 1 ? `1 ${one}` : `${n.toLocaleString("en-US")} ${many}`;
  const out: string[] = [];
  if (db.entries === 0) out.push("the file has no figures: was OpenVM built with the feature metrics?");
  if (odd > 0)
    out.push(`${count(odd, "figure is", "figures are")} no finite number (NaN, infinite): shown as unknown`);
  if (twice > 0)
    out.push(
      `${count(twice, "figure stands", "figures stand")} more than once under the same labels: tables show the first one, sums hold all (as openvm-prof)`,
    );
  if (stacks.odd > 0)
    out.push(
      `${count(stacks.odd, "count of cells or instructions is", "counts of cells or instructions are")} below 0 or no number: left out of opcodes and spans`,
    );
  return out;
}
