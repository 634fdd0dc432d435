import { parseCount } from "../profile/numbers";
import { safeName } from "../profile/names";
import type { DetailDraft, OpRow, ReportDraft, SectionId, TopRow } from "./ziskReportDraft";

/** Reads one row of a section into the draft; false where the line is no such row. */
export type RowReader = (draft: ReportDraft, line: string) => boolean;

const share = String.raw`(?:-?[\d.]{1,20}|NaN|-?inf)%`;
const count = String.raw`([\d,]{1,40})`;
const steps = new RegExp(String.raw`^STEPS\s+${count}$`);
const distribution = new RegExp(String.raw`^([A-Z]+(?: USAGE)?)\s+${count}(?:\s+${share})?$`);
const region = new RegExp(String.raw`^(\S.{0,60}?)\s{2,}${count}\s+${share}$`);
const op = new RegExp(String.raw`^OP (\S+)\s+${count}(\s+${share})?\s+${count}\s+${share}(?:\s+#\d+)?$`);
const frop = new RegExp(String.raw`^FROP (\S+)\s+${count}\s+${share}\s+${count}\s+${share}(?:\s+#\d+)?$`);
const topExclusive = new RegExp(String.raw`^\s*${count}\s+${share} (.+)$`);
const topCalls = new RegExp(String.raw`^\s*${count}\s+${share}\s+${count} (.+)$`);
const topEach = new RegExp(String.raw`^\s*${count}\s+${share}\s+${count}\s+[\d,]{1,40} (.+)$`);
const detailStep = new RegExp(String.raw`^(STEPS|COST)\s+${count}\s+${share}$`);
const detailCost = new RegExp(
  String.raw`^(MAIN|OPCODES|PRECOMPILES|MEMORY|TOTAL) COST\s+${count}\s+${share}$`,
);
const caller = new RegExp(String.raw`^\s*${count}\s+${count}\s+${share} (.+)$`);
const tag = new RegExp(
  String.raw`^\s*${count}\s+[\d.]{1,40}%\s+${count}\s+[\d,]{1,40}\s+${count}\s+${count}(?:\s+(\S.*))?$`,
);
const mark = new RegExp(
  String.raw`^\s*(\S{1,100})\s+${count}\s+${count}\s+${count}\s+${share}\s+${count}\s+${share}\s+\d.*$`,
);
const histogram = new RegExp(String.raw`^\s*${count}\s+${share}\s+0x([0-9a-f]{1,13}):(?:\s|$)`);
const histogramSum = new RegExp(String.raw`^\s*${count}\s+${share}\s+-{4,}(?:\s|$)`);
const memory = new RegExp(String.raw`^(\S.{0,80}?)\s{2,}${count}\s+${share}\s+${count}\s+${share}$`);
const separator = /^\s*-{4,}$/;

/** Rows of names may be long; every other row is short, and a longer line is not looked at. */
const maxRow = 1000;

const readReport: RowReader = (draft, line) => {
  const match = steps.exec(line);
  if (match && draft.steps === null) draft.steps = parseCount(match[1]!, "steps");
  return match !== null;
};

const readDistribution: RowReader = (draft, line) => {
  const match = distribution.exec(line);
  if (!match) return separator.test(line);
  const label = match[1]!.toLowerCase();
  const value = parseCount(match[2]!, label);
  if (label === "rom usage") draft.romUsage ??= value;
  else if (label === "ram usage") draft.ramUsage ??= value;
  else if (totalNames.has(label)) {
    if (!draft.totals.has(label)) draft.totals.set(label, value);
    draft.distribution.push(label);
  } else return false;
  return true;
};
const totalNames = new Set("main opcodes precompiles memory variable base total frops".split(" "));

const readRegion: RowReader = (draft, line) => {
  const match = region.exec(line);
  if (match) draft.regions.push({ name: safeName(match[1]!), steps: parseCount(match[2]!, "steps") });
  return match !== null;
};

function opRow(line: string): OpRow | null {
  const match = op.exec(line);
  return (
    match && {
      name: opName(match[1]!),
      count: parseCount(match[2]!, "count"),
      cost: parseCount(match[4]!, "cost"),
    }
  );
}

function opName(text: string): string {
  return safeName(text).toLowerCase();
}

/** `├ add_hi0`: a part of the row above, shown by --opcode-breakdown. */
const breakdown = /^[├└│] /;

const readOps =
  (into: "mixed" | "base" | "precompiled"): RowReader =>
  (draft, line) => {
    const row = opRow(line);
    if (!row) return breakdown.test(line);
    draft[into].push(row);
    draft.opcodeShares ||= op.exec(line)?.[3] !== undefined;
    return true;
  };

const readFrop: RowReader = (draft, line) => {
  const match = frop.exec(line);
  if (!match) return false;
  draft.frops.push({
    name: opName(match[1]!),
    count: parseCount(match[2]!, "count"),
    cost: parseCount(match[3]!, "cost"),
  });
  return true;
};

const readTop =
  (into: "topSteps" | "topCosts"): RowReader =>
  (draft, line) => {
    const row = topRow(draft, line, into === "topSteps" ? "steps" : "cost");
    if (row) draft[into].push(row);
    return row !== null;
  };

function topRow(draft: ReportDraft, line: string, metric: string): TopRow | null {
  if (draft.topForm === "exclusive") {
    const match = topExclusive.exec(line);
    return match && { value: parseCount(match[1]!, metric), calls: null, name: safeName(match[2]!) };
  }
  const match = (draft.topForm === "calls" ? topCalls : topEach).exec(line);
  return (
    match && {
      value: parseCount(match[1]!, metric),
      calls: parseCount(match[2]!, "calls"),
      name: safeName(match[3]!),
    }
  );
}

const readDetail: RowReader = (draft, line) => {
  const detail = draft.details.at(-1);
  if (!detail) return false;
  if (separator.test(line)) return true;
  let match = detailStep.exec(line);
  if (match) {
    const metric = match[1] === "STEPS" ? "steps" : "cost";
    detail[metric] = parseCount(match[2]!, metric);
    return true;
  }
  match = detailCost.exec(line);
  if (match) detail[detailColumns[match[1]!]!] = parseCount(match[2]!, "cost");
  return match !== null;
};
const detailColumns: Readonly<Record<string, "main" | "opcodesCost" | "precompiles" | "memory" | "cost">> = {
  MAIN: "main",
  OPCODES: "opcodesCost",
  PRECOMPILES: "precompiles",
  MEMORY: "memory",
  TOTAL: "cost",
};

/** COST BY OPCODE inside a DETAIL block. */
export function readDetailOpcode(detail: DetailDraft, line: string): boolean {
  const row = opRow(line);
  if (row) detail.opcodes.push(row);
  return row !== null || breakdown.test(line);
}

const readCaller: RowReader = (draft, line) => {
  const match = caller.exec(line);
  const detail = draft.details.at(-1);
  if (!match || !detail) return false;
  detail.callers.push({
    name: safeName(match[3]!),
    calls: parseCount(match[1]!, "calls"),
    steps: parseCount(match[2]!, "steps"),
  });
  return true;
};

const readTag =
  (metric: string): RowReader =>
  (draft, line) => {
    const match = tag.exec(line);
    if (!match) return false;
    // One that is started as steps and ended as cost comes out below 0.
    if (isWrapped(match[1]!)) return true;
    draft.tags.push({
      name: safeName(match[5] ?? ""),
      metric,
      calls: parseCount(match[2]!, "calls"),
      total: parseCount(match[1]!, metric),
      // One that never ended has no least value yet.
      min: isWrapped(match[3]!) ? null : parseCount(match[3]!, metric),
      max: parseCount(match[4]!, metric),
    });
    return true;
  };

/** A number below 0 as the tool prints it: of 64 bits without a sign. */
const isWrapped = (text: string): boolean => BigInt(text.replace(/\D/g, "")) >= 1n << 63n;

/** 0.15 and 0.16: `MARK_ID INDEX COUNT STEPS % TOTAL COST % …`; one row gives two tags. */
const readMark: RowReader = (draft, line) => {
  const match = mark.exec(line);
  if (!match) return /^-{4,}$/.test(line);
  const name = safeName(match[1]!);
  const calls = parseCount(match[3]!, "calls");
  for (const [metric, text] of [
    ["steps", match[4]!],
    ["cost", match[5]!],
  ] as const)
    draft.tags.push({ name, metric, calls, total: parseCount(text, metric), min: null, max: null });
  return true;
};

const readHistogram: RowReader = (draft, line) => {
  const match = histogram.exec(line);
  if (!match) return histogramSum.test(line);
  draft.histogram.count.push(parseCount(match[1]!, "steps"));
  draft.histogram.pc.push(parseInt(match[2]!, 16));
  return true;
};

const readMemory =
  (into: "memoryTypes" | "memoryDetail"): RowReader =>
  (draft, line) => {
    if (separator.test(line)) return true;
    const match = memory.exec(line);
    if (!match) return false;
    if (!/^TOTAL\b/.test(match[1]!))
      draft[into].push({
        class: safeName(match[1]!).toLowerCase(),
        count: parseCount(match[2]!, "count"),
        cost: parseCount(match[3]!, "cost"),
      });
    return true;
  };

const readers: Readonly<Partial<Record<SectionId, RowReader>>> = {
  report: readReport,
  distribution: readDistribution,
  regions: readRegion,
  opcodes: readOps("mixed"),
  "base-opcodes": readOps("base"),
  "precompiled-opcodes": readOps("precompiled"),
  frops: readFrop,
  "top-steps": readTop("topSteps"),
  "top-costs": readTop("topCosts"),
  detail: readDetail,
  callers: readCaller,
  "tags-steps": readTag("steps"),
  "tags-cost": readTag("cost"),
  marks: readMark,
  histogram: readHistogram,
  "memory-types": readMemory("memoryTypes"),
  "memory-detail": readMemory("memoryDetail"),
};

const named = new Set<SectionId>([
  "top-steps",
  "top-costs",
  "callers",
  "tags-steps",
  "tags-cost",
  "histogram",
]);

/** Reads a line as a row of `section`; false where it is none. */
export function readRow(section: SectionId, draft: ReportDraft, line: string): boolean {
  const text = line.trimEnd();
  if (text.length > maxRow && !named.has(section)) return false;
  return readers[section]?.(draft, text) ?? false;
}
