import type { Attribution } from "../analysis/attribute";
import { functionTable, isBracketed, newFunctionRow, type FunctionRow } from "../profile/builder";
import type { Metric, Outcome, Profile } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { ProfilePart } from "./artefact";
import type { AssembleOptions } from "./assemble";
import { assembleFunctions, outsideTreeRow } from "./assembleFunctions";
import { byWeight, withInstructionRows, withRows } from "./functionOrder";
import { firstKnown, inOrder, mergeParts, type MergedParts } from "./mergeParts";
import { attributeZisk, outsideTree, sayWhatIsMissing } from "./ziskConsistency";

/**
 * Joins what the files of one ZisK run say. Contradictions become warnings.
 *
 * - counts + ELF give exact self steps a function, line and instruction;
 * - a call tree gives self and inclusive cost a function; the rest of VARIABLE is `[outside the call tree]`;
 * - a list gives calls and, from 0.15 on, inclusive steps and cost by the emulator's rule.
 *
 * Throws `overflow` where counts do not fit a double.
 */
export function ziskProfile(
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  options: AssembleOptions,
): Profile {
  const sorted = inOrder(parts);
  const merged = mergeParts(sorted);
  const warnings = [...(options.warnings ?? []), ...merged.warnings, ...(elf?.warnings ?? [])];
  const attribution = attributeZisk(merged, elf, warnings);
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
