import { functionTable } from "../profile/builder";
import type { OpcodeRow, Outcome, Profile, Totals } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { ProfilePart, TraceFacts } from "./artefact";
import type { AssembleOptions } from "./assemble";
import { firstKnown } from "./mergeParts";
import { sp1Functions } from "./sp1Functions";
import { mergeTags } from "./sp1Tags";

/** The richest first. */
const order = ["sp1-gecko", "sp1-report", "sp1-log"];

/** True where the files are of an SP1 run; a lone log must not claim those of another machine. */
export function isSp1Run(parts: readonly ProfilePart[]): boolean {
  if (parts.some((part) => part.format === "sp1-gecko" || part.format === "sp1-report")) return true;
  return parts.some(isSp1) && !parts.some((part) => part.format.startsWith("zisk-"));
}

function isSp1(part: ProfilePart): boolean {
  return order.includes(part.format);
}

/** What the sampling of an SP1 trace cannot tell: a sentence for hovers and reports. */
const sp1StackRule =
  "SP1's trace knows functions only: code that was inlined counts as its caller's, recursion is one frame, and where functions call each other in turn SP1 charges the work to the wrong one";

/** Joins trace, report and logs of one SP1 run. Contradictions become warnings. */
export function sp1Profile(
  all: readonly ProfilePart[],
  elf: ElfImage | null,
  options: AssembleOptions,
): Profile {
  const parts = all.filter(isSp1).sort((a, b) => order.indexOf(a.format) - order.indexOf(b.format));
  const others = all.filter((part) => !isSp1(part) && part.format !== "empty");
  const warnings = [
    ...(options.warnings ?? []),
    ...all.flatMap((part) => part.warnings),
    ...(elf?.warnings ?? []),
  ];
  if (others.length > 0)
    warnings.push(`not of an SP1 run and not used: ${others.map((part) => part.file).join(", ")}`);
  const traces = parts.filter((part) => part.trace !== undefined && part.callTree !== undefined);
  const [traced] = traces;
  if (traces.length > 1)
    warnings.push(`of ${String(traces.length)} traces only ${traced!.file} was taken: give one for a run`);
  const counted = parts.filter((part) => part.trace === undefined);
  const totals = totalsOf(counted, traced?.trace ?? null, warnings);
  const found = traced === undefined ? null : sp1Functions(traced.callTree!, traced.trace!, elf);
  if (found !== null) warnings.push(...found.warnings);
  if (found !== null && found.functions.length > 0) warnings.push(sp1StackRule);
  const exitCode = codeOf(options.exitCode ?? null, worst(parts));
  const files = all.map((part) => part.file);
  return {
    source: {
      format: parts[0]?.format ?? "sp1",
      variant: parts[0]?.variant ?? null,
      files: options.elfFile === undefined ? files : [...files, options.elfFile],
    },
    engine: options.engine ?? {
      name: "sp1",
      version: firstKnown(parts.map((part) => part.engine?.version)),
    },
    exitCode,
    output: {
      publicHex: firstKnown(parts.map((part) => part.output?.publicHex)),
      text: firstKnown(parts.map((part) => part.output?.text)),
    },
    outcome: options.outcome ?? outcomeOf(all, exitCode),
    metrics: [{ id: "cycles", unit: "cycles" }],
    totals,
    opcodes: opcodesOf(parts),
    functions: found?.functions ?? functionTable([]),
    callTree: found?.callTree ?? null,
    lines: null,
    instructions: null,
    unattributed: { cycles: traced?.trace?.withoutStack ?? null },
    listed: traced?.listed ?? null,
    details: [],
    tags: tagsOf(counted),
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: [...new Set(warnings)],
  };
}

/** The report counts every cycle; a trace only what was sampled. */
function totalsOf(counted: readonly ProfilePart[], trace: TraceFacts | null, warnings: string[]): Totals {
  const known = (id: string): number | null => {
    const values = counted.flatMap((part) => {
      const value = part.totals?.[id] ?? null;
      return value === null ? [] : [value];
    });
    const [first] = values;
    const other = values.find((value) => value !== first);
    if (first !== undefined && other !== undefined)
      warnings.push(
        `the files tell of ${first.toLocaleString("en-US")} and of ${other.toLocaleString("en-US")} ${id}: are they of one run?`,
      );
    return first ?? null;
  };
  const cycles = known("cycles");
  const gas = known("gas");
  if (cycles !== null && trace !== null && trace.rate !== null && trace.rate > 0) {
    const expected = Math.ceil(cycles / trace.rate) * trace.rate;
    if (trace.cycles !== expected)
      warnings.push(
        `the trace holds ${trace.cycles.toLocaleString("en-US")} cycles, the report says ${cycles.toLocaleString("en-US")}: are they of one run, and is the trace whole?`,
      );
  }
  const sampled = trace !== null && trace.cycles > 0 ? trace.cycles : null;
  return { cycles: cycles ?? sampled, gas };
}

function opcodesOf(parts: readonly ProfilePart[]): readonly OpcodeRow[] {
  const tables = parts.flatMap((part) => (part.opcodes && part.opcodes.length > 0 ? [part.opcodes] : []));
  return tables[0] ?? [];
}

function tagsOf(counted: readonly ProfilePart[]): Profile["tags"] {
  const tables = counted.map((part) => part.tags ?? []);
  return tables.reduce((merged, tags) => mergeTags(merged, tags), []);
}

/** A process ends with eight bits of what its guest ended with: a report that says more of the same is right. */
function codeOf(process: number | null, report: number | null): number | null {
  if (process === null || report === null) return process ?? report;
  return report % 256 === process ? report : process;
}

function worst(parts: readonly ProfilePart[]): number | null {
  const codes = parts.flatMap((part) => (part.exitCode === undefined ? [] : [part.exitCode]));
  return codes.find((code) => code !== 0) ?? codes[0] ?? null;
}

const severity: Readonly<Record<Outcome["status"], number>> = {
  ok: 0,
  truncated: 1,
  cancelled: 2,
  "guest-error": 3,
  "step-limit": 4,
};

/** The log knows why, the report only the exit code, a trace only that it is cut. */
function outcomeOf(parts: readonly ProfilePart[], exitCode: number | null): Outcome {
  const logs = parts.filter((part) => part.format === "sp1-log");
  let found: Outcome = { status: "ok", message: null };
  for (const { outcome } of [...logs.filter((part) => explains(part.outcome)), ...parts]) {
    if (outcome && severity[outcome.status] > severity[found.status]) found = outcome;
  }
  if (found.status !== "ok" || exitCode === null || exitCode === 0) return found;
  return { status: "guest-error", message: `the run ended with exit code ${String(exitCode)}` };
}

function explains(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && !/exit code \d+$/.test(outcome.message ?? "");
}
