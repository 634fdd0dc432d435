import type {
  Engine,
  GuestOutput,
  Listed,
  OpcodeRow,
  Outcome,
  ProfileSource,
  Totals,
} from "../profile/model";
import type { PcCounts, ProfilePart } from "./artefact";

/** The parts of one run joined, before functions are put together. What contradicts is in `warnings`. */
export interface MergedParts {
  readonly source: ProfileSource;
  readonly engine: Engine;
  readonly exitCode: number | null;
  readonly output: GuestOutput;
  readonly outcome: Outcome;
  readonly totals: Totals;
  readonly opcodes: readonly OpcodeRow[];
  readonly listed: Listed | null;
  readonly counts: PcCounts | null;
  readonly warnings: readonly string[];
}

/** The richest artefact speaks first; where it is silent the next one is heard. */
const order = [
  "zisk-report",
  "zisk-sdk-report",
  "zisk-legacy-report",
  "zisk-csv",
  "zisk-firefox",
  "zisk-disasm",
  "zisk-errors",
];

/** The parts of a run, the richest first. */
export function inOrder(parts: readonly ProfilePart[]): ProfilePart[] {
  const rank = (part: ProfilePart): number => {
    const at = order.indexOf(part.format);
    return at < 0 ? order.length : at;
  };
  return [...parts].sort((a, b) => rank(a) - rank(b));
}

/** Joins what is no table of functions. `parts` as `inOrder` gives them. */
export function mergeParts(parts: readonly ProfilePart[]): MergedParts {
  const warnings: string[] = parts.flatMap((part) => part.warnings);
  return {
    source: {
      format: parts[0]?.format ?? "unknown",
      variant: parts[0]?.variant ?? null,
      files: parts.map((part) => part.file),
    },
    engine: engineOf(parts, warnings),
    exitCode: worst(parts.flatMap((part) => (part.exitCode === undefined ? [] : [part.exitCode]))),
    output: {
      publicHex: firstKnown(parts.map((part) => part.output?.publicHex)),
      text: firstKnown(parts.map((part) => part.output?.text)),
    },
    outcome: outcomeOf(parts),
    totals: totalsOf(parts, warnings),
    opcodes: opcodesOf(parts, warnings),
    listed:
      parts.find((part) => part.listed && part.listed.functions.length > 0)?.listed ??
      parts.find((part) => part.listed)?.listed ??
      null,
    counts: countsOf(parts),
    warnings,
  };
}

/** The first value that is there. */
export function firstKnown<T>(values: readonly (T | null | undefined)[]): T | null {
  return values.find((value) => value !== null && value !== undefined) ?? null;
}

function worst(codes: readonly number[]): number | null {
  return codes.find((code) => code !== 0) ?? codes[0] ?? null;
}

function engineOf(parts: readonly ProfilePart[], warnings: string[]): Engine {
  const engines = parts.flatMap((part) => (part.engine ? [part.engine] : []));
  const name = engines[0]?.name ?? "unknown";
  const versions = new Set(engines.flatMap((engine) => (engine.version === null ? [] : [engine.version])));
  if (new Set(engines.map((engine) => engine.name)).size > 1 || versions.size > 1)
    warnings.push(
      `the files are of different engines (${[...new Set(engines.map((e) => (e.version === null ? e.name : `${e.name} ${e.version}`)))].join(", ")}): are they of one run?`,
    );
  return { name, version: [...versions][0] ?? null };
}

const severity: Readonly<Record<Outcome["status"], number>> = {
  ok: 0,
  truncated: 1,
  cancelled: 2,
  "guest-error": 3,
  "step-limit": 4,
};

/** What stopped the run weighs more than what is missing of a file. Error lines know best, then the report. */
function outcomeOf(parts: readonly ProfilePart[]): Outcome {
  const told = parts.find((part) => part.format === "zisk-errors" && part.outcome)?.outcome;
  if (told) return told;
  // A text without a report is no loss where another file has the totals.
  const known = parts.some(
    (part) => part.totals?.["variable"] !== undefined && part.totals["variable"] !== null,
  );
  let found: Outcome = { status: "ok", message: null };
  for (const part of parts) {
    if (
      !part.outcome ||
      (known &&
        part.outcome.status === "truncated" &&
        part.totals === undefined &&
        part.format === "zisk-report")
    )
      continue;
    if (severity[part.outcome.status] > severity[found.status]) found = part.outcome;
  }
  return found;
}

/** A figure that no file carries is there all the same, as unknown. */
const unknownTotals: Totals = {
  steps: null,
  main: null,
  opcodes: null,
  precompiles: null,
  memory: null,
  variable: null,
  base: null,
  total: null,
  frops: null,
};

function totalsOf(parts: readonly ProfilePart[], warnings: string[]): Totals {
  const totals: Record<string, number | null> = { ...unknownTotals };
  for (const part of parts) {
    const other: string[] = [];
    for (const [id, value] of Object.entries(part.totals ?? {})) {
      const known = totals[id] ?? null;
      if (known === null) totals[id] = value;
      else if (value !== null && value !== known)
        other.push(`${id} is ${value.toLocaleString("en-US")}, elsewhere ${known.toLocaleString("en-US")}`);
    }
    if (other.length > 0)
      warnings.push(
        `${part.file}: ${other.slice(0, 2).join("; ")}${other.length > 2 ? `; and ${String(other.length - 2)} more` : ""}: are the files of one run?`,
      );
  }
  return totals;
}

function opcodesOf(parts: readonly ProfilePart[], warnings: string[]): readonly OpcodeRow[] {
  const tables = parts.filter((part) => part.opcodes !== undefined);
  const first = tables[0]?.opcodes ?? [];
  const cost = (rows: readonly OpcodeRow[]): number => rows.reduce((sum, row) => sum + (row.cost ?? 0), 0);
  const counted = (rows: readonly OpcodeRow[]): boolean => rows.some((row) => row.count !== null);
  const best = tables.find((part) => counted(part.opcodes ?? []))?.opcodes ?? first;
  for (const part of tables)
    if (cost(part.opcodes ?? []) !== cost(best))
      warnings.push(
        `${part.file}: its operations add up to another cost than elsewhere: are the files of one run?`,
      );
  return best;
}

/** Complete counts before a cut histogram; of several the first. */
function countsOf(parts: readonly ProfilePart[]): PcCounts | null {
  const known = parts.flatMap((part) => (part.counts ? [part.counts] : []));
  return known.find((counts) => counts.complete) ?? known[0] ?? null;
}
