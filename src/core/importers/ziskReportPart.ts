import type {
  FunctionDetail,
  Listed,
  ListedFunction,
  MemoryRow,
  OpcodeRow,
  Outcome,
  Totals,
} from "../profile/model";
import { exact } from "../profile/numbers";
import type { PcCounts, ProfilePart } from "./artefact";
import {
  exitCodeOf,
  lost,
  otherWarnings,
  outcomeOf,
  publicHex,
  ruleOf,
  withoutReport,
} from "./ziskOtherForms";
import { opcodeKind } from "./ziskOpcodes";
import type { OpRow, ReportDraft, TopRow } from "./ziskReportDraft";
import { missingPart } from "./ziskReportEnd";
import type { ReportText } from "./ziskReportText";
import { variantOf, versionOf, type ZiskVariant } from "./ziskVariant";

/** Turns what was read into what the file says of the run. */
export function reportPart(text: ReportText, file: string): ProfilePart {
  const { draft } = text;
  const end = text.errors.end();
  const warnings: string[] = [];
  if (text.guest.clipped) warnings.push(`${file}: the guest printed more than is kept; its text is cut`);
  if (text.guest.readableCode !== null)
    warnings.push(
      `${file}: the code at ${text.guest.readableCode} is readable too, so it is charged as data as well; link it execute-only`,
    );
  const output = {
    publicHex: publicHex(text.outputWords, draft?.costVersion ?? null),
    text: text.guest.text(),
  };
  if (draft === null)
    return {
      ...withoutReport(text, file, end),
      output,
      warnings: [...warnings, ...otherWarnings(text, file)],
    };
  const variant = variantOf(draft);
  const missing = missingPart(draft, text.symbolsLoaded && text.callStackError === null);
  for (const note of draft.notes) warnings.push(`${file}: ${note}`);
  warnings.push(...missing.warnings.map((warning) => `${file}: ${warning}`));
  if (text.reports > 1)
    warnings.push(`${file}: holds ${String(text.reports)} reports; the last one was taken`);
  const opcodes = opcodeRows(draft);
  const listed = listedOf(text, draft, variant, missing.outcome !== null);
  const counts = histogramCounts(draft);
  const memory = memoryRows(draft);
  return {
    format: "zisk-report",
    variant,
    file,
    engine: { name: "ziskemu", version: end?.version ?? text.version ?? versionOf(draft, variant) },
    ...exitCodeOf(end),
    output,
    ...outcomeOf(end?.outcome ?? missing.outcome ?? abnormalEnd(draft)),
    ...(draft.steps === null && draft.totals.size === 0 ? {} : { totals: totalsOf(draft) }),
    ...(opcodes.length > 0 || hasOpcodeTable(draft) ? { opcodes } : {}),
    ...(listed ? { listed } : {}),
    ...(draft.details.length > 0 ? { details: details(draft) } : {}),
    ...(draft.tags.length > 0 ? { tags: draft.tags } : {}),
    ...(memory.length > 0 ? { memory } : {}),
    ...(draft.romUsage !== null || draft.ramUsage !== null
      ? { usage: { rom: draft.romUsage, ram: draft.ramUsage } }
      : {}),
    ...(draft.regions.length > 0 ? { regions: draft.regions } : {}),
    ...(counts ? { counts } : {}),
    warnings,
  };
}

/** MAIN … FROPS as printed; TOTAL and VARIABLE are sums by definition where an old form does not print them. */
function totalsOf(draft: ReportDraft): Totals {
  const known = (id: string): number | null => draft.totals.get(id) ?? null;
  const parts = ["main", "opcodes", "precompiles", "memory"].map(known);
  const sum = parts.reduce((a, b) => (a === null || b === null ? null : a + b), 0);
  const variable = known("variable") ?? (sum === null ? null : exact(sum, "variable cost"));
  const base = known("base");
  const total =
    known("total") ?? (variable === null || base === null ? null : exact(variable + base, "total cost"));
  const [main, opcodes, precompiles, memory] = parts as [
    number | null,
    number | null,
    number | null,
    number | null,
  ];
  return {
    steps: draft.steps,
    main,
    opcodes,
    precompiles,
    memory,
    variable,
    base,
    total,
    frops: known("frops"),
  };
}

function hasOpcodeTable(draft: ReportDraft): boolean {
  return draft.sections.some((s) => s === "opcodes" || s === "base-opcodes");
}

function opcodeRows(draft: ReportDraft): OpcodeRow[] {
  const frops = new Map(draft.frops.map((row) => [row.name, { count: row.count, cost: row.cost }]));
  const rows: OpcodeRow[] = [];
  const add = (row: OpRow, kind: OpcodeRow["kind"]): void => {
    rows.push({ name: row.name, kind, count: row.count, cost: row.cost, frops: frops.get(row.name) ?? null });
    frops.delete(row.name);
  };
  for (const row of draft.mixed) add(row, opcodeKind(row.name));
  for (const row of draft.base) add(row, "base");
  for (const row of draft.precompiled) add(row, "precompile");
  // An operation whose every execution was a frequent one has no row in the cost tables.
  for (const [name, hit] of frops)
    rows.push({
      name,
      kind: opcodeKind(name),
      count: hasOpcodeTable(draft) ? 0 : null,
      cost: hasOpcodeTable(draft) ? 0 : null,
      frops: hit,
    });
  return rows;
}

function listedOf(
  text: ReportText,
  draft: ReportDraft,
  variant: ZiskVariant | null,
  cut: boolean,
): Listed | null {
  const rule = ruleOf(variant);
  const titled = draft.sections.includes("top-steps") || draft.sections.includes("top-costs");
  const rows = draft.topSteps.length + draft.topCosts.length;
  if (rows === 0 && text.callStackError !== null) return lost(rule);
  // From 0.17 on the titles are printed without symbols too, over nothing.
  if (!titled || (rows === 0 && !text.symbolsLoaded)) return null;
  return {
    rule,
    disabled: false,
    inclusive: draft.topForm !== "exclusive",
    functions: joinTops(draft, variant, cut),
  };
}

/**
 * One row a function from the two lists, in order of the cost list. Of functions with equal names the
 * k-th of one list goes with the k-th of the other: names are all that the lists have.
 */
function joinTops(draft: ReportDraft, variant: ZiskVariant | null, cut: boolean): ListedFunction[] {
  const steps = byName(draft.topSteps);
  const costs = byName(draft.topCosts);
  // Both lists have the same length limit: the shorter one is not cut by it, and from 0.17 on it leaves out zeros only.
  const zeros = variant === "F4" || variant === "F5" || variant === "1.4";
  const both = !cut && draft.sections.includes("top-steps") && draft.sections.includes("top-costs");
  const noSteps = both && zeros && draft.topSteps.length < draft.topCosts.length ? 0 : null;
  const noCost = both && zeros && draft.topCosts.length < draft.topSteps.length ? 0 : null;
  const out: ListedFunction[] = [];
  for (const name of new Set([...costs.keys(), ...steps.keys()])) {
    const ofSteps = steps.get(name) ?? [];
    const ofCosts = costs.get(name) ?? [];
    for (let k = 0; k < Math.max(ofSteps.length, ofCosts.length); k++) {
      const step = ofSteps[k];
      const cost = ofCosts[k];
      out.push({
        name,
        calls: step?.calls ?? cost?.calls ?? null,
        steps: step ? step.value : noSteps,
        cost: cost ? cost.value : noCost,
      });
    }
  }
  return out;
}

function byName(rows: readonly TopRow[]): Map<string, TopRow[]> {
  const map = new Map<string, TopRow[]>();
  for (const row of rows) {
    const same = map.get(row.name);
    if (same) same.push(row);
    else map.set(row.name, [row]);
  }
  return map;
}

function details(draft: ReportDraft): FunctionDetail[] {
  const precompiled = new Set(draft.precompiled.map((row) => row.name));
  const kind = (name: string): OpcodeRow["kind"] => (precompiled.has(name) ? "precompile" : opcodeKind(name));
  return draft.details.map((detail) => ({
    ...detail,
    opcodes: detail.opcodes.map(({ name, count, cost }) => ({
      name,
      kind: kind(name),
      count,
      cost,
      frops: null,
    })),
  }));
}

/** The finer of the two tables: either adds up to MEMORY. */
function memoryRows(draft: ReportDraft): MemoryRow[] {
  return draft.memoryDetail.length > 0 ? draft.memoryDetail : draft.memoryTypes;
}

function histogramCounts(draft: ReportDraft): PcCounts | null {
  const { pc, count } = draft.histogram;
  if (pc.length === 0) return null;
  const order = pc.map((_, i) => i).sort((a, b) => pc[a]! - pc[b]!);
  const pcs: number[] = [];
  const counts: number[] = [];
  let sum = 0;
  for (const i of order) {
    if (pc[i] === pcs.at(-1)) continue;
    pcs.push(pc[i]!);
    counts.push(count[i]!);
    sum += count[i]!;
  }
  return {
    length: pcs.length,
    pc: Float64Array.from(pcs),
    count: Float64Array.from(counts),
    // Programs of 1.4 stand at 0x90000000, those before at 0x80000000.
    internal: pcs.some((at) => at >= 0x90000000 && at < 0x98000000) ? "created" : "offset",
    complete: draft.steps !== null && sum === draft.steps,
  };
}

/**
 * From 1.4 on every normal end reads all 32 words of public output. A report without them is of a run that was
 * stopped: by an exit code (an odd number of start-up steps), by a trap or by the step limit.
 */
function abnormalEnd(draft: ReportDraft): Outcome | null {
  if (draft.costVersion === null || !draft.sections.includes("base-opcodes")) return null;
  const low = draft.regions.find((region) => region.name.startsWith("LOW"))?.steps;
  if (low === undefined || low >= 189 || draft.base.some((row) => row.name === "pubout")) return null;
  return {
    status: "guest-error",
    message:
      low % 2 === 1
        ? "the guest did not end normally: it exited with a code other than 0"
        : "the guest did not end normally: a trap or the step limit stopped it",
  };
}
