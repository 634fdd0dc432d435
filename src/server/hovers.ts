import type { MarkupContent } from "vscode-languageserver/node";
import { largestAccesses, type AccessRow } from "../core/analysis/accessClasses";
import { callersCallees, type CallSide } from "../core/analysis/callersCallees";
import { functionParts, partIds, type CostParts } from "../core/analysis/costParts";
import type { FunctionFigures } from "../core/analysis/functionFigures";
import { cell, metricNamed, wholeRun } from "../core/analysis/metrics";
import { listedNote } from "../core/analysis/listedNote";
import { precompileTable, precompileText } from "../core/analysis/precompiles";
import type { FunctionDetail, OpcodeRow } from "../core/profile/model";
import { shortName } from "../core/profile/names";
import { exactCount, formatCount, formatPercent, shareOf } from "../core/report/figures";
import { exactAmount, metricWord } from "../core/report/metricFigures";
import type { HoverCommand } from "../protocol/hoverCommands";
import type { LineCost } from "../protocol/requests";
import { deltaTable } from "./compare/deltaTable";
import type { FnDelta } from "./compare/fnDelta";
import { formatNotes } from "./formatNotes";
import { plain, table } from "./markdown";
import type { OpenedProfile } from "./profileStore";
import { provenance } from "./provenance";

/** Classes of memory accesses in the hover of a line. */
const mostClasses = 5;

export interface HoverStyle {
  /** Whether the editor knows our commands. */
  readonly links: boolean;
  readonly now: number;
}

/** The cost of one `fn`: figures a metric, what its cost is made of, opcodes, callers and callees. */
export function functionHover(
  opened: OpenedProfile,
  figures: FunctionFigures,
  name: string,
  style: HoverStyle,
  delta: FnDelta | null = null,
): MarkupContent {
  const { profile, metric } = opened;
  const rows = figures.rows;
  const parts = [heading(opened, figures, name, style), metricTable(opened, figures)];
  if (delta !== null)
    parts.push(
      deltaTable("compared", metricNamed(profile, figures.metric), [
        ...(delta.shown.next === figures.total ? [["total", delta.shown] as const] : []),
        ["self", delta.self],
        ["calls", delta.calls],
      ]),
    );
  const detail = detailOf(opened, rows);
  if (detail) parts.push(breakdown(detail), opcodes(detail.opcodes, detail.cost));
  else if (rows.length > 0) parts.push(partsTable(functionParts(profile, rows), "itself"));
  parts.push(precompilesOf(opened, rows));
  if (rows.length > 0) {
    const { callers, callees } = callersCallees(profile, rows, metric);
    parts.push(sides("Callers", callers, opened, style), sides("Callees", callees, opened, style));
  }
  const listed = listedNote(profile, rows);
  const notes = [...(listed === null ? [] : [listed]), ...formatNotes(profile)];
  if (notes.length > 0)
    parts.push(["How to read it:", ...notes.map((note) => `- ${plain(note)}`)].join("\n"));
  parts.push(`*${provenance(opened, style.now)}*`);
  return { kind: "markdown", value: parts.filter((part) => part !== "").join("\n\n") };
}

/** What is known of a line's own cost beside its sum. */
export interface LineDetail {
  readonly parts: CostParts | null;
  /** Its memory accesses by class, the costliest first. */
  readonly accesses: readonly AccessRow[];
  /** Sentences: what its memory accesses and operands did. */
  readonly notes: readonly string[];
}

/** The cost of one line, exact figures in full. */
export function lineHover(
  opened: OpenedProfile,
  metric: string,
  row: LineCost,
  whole: number | null,
  style: HoverStyle,
  detail: LineDetail | null = null,
): MarkupContent {
  const of = metricNamed(opened.profile, metric);
  const rows = [["this line", exactAmount(row.self, of), formatPercent(shareOf(row.self, whole))]];
  if (row.total > row.self)
    rows.push(["with inlined code", exactAmount(row.total, of), formatPercent(shareOf(row.total, whole))]);
  return {
    kind: "markdown",
    value: [
      row.self > 0 || row.total > 0 ? table(["", plain(metricWord(of)), "share"], rows) : "",
      row.delta === undefined ? "" : deltaTable("compared", of, [["this line", row.delta]]),
      detail === null ? "" : partsTable(detail.parts, "this line"),
      accessTable(detail?.accesses ?? []),
      (detail?.notes ?? []).map((note) => `- ${plain(note)}`).join("\n"),
      `*${provenance(opened, style.now)}*`,
    ]
      .filter((part) => part !== "")
      .join("\n\n"),
  };
}

function heading(opened: OpenedProfile, figures: FunctionFigures, name: string, style: HoverStyle): string {
  const { rows } = figures;
  const note = rows.length === 0 ? " · inlined" : rows.length > 1 ? ` · ${rows.length} instances` : "";
  const title = `**${plain(shortName(name))}**${note}`;
  if (!style.links || rows.length === 0 || !opened.profile.callTree) return title;
  return `${title} · ${commandLink("Flame graph", "cyclelens.showFlameGraph", { func: rows[0] })}`;
}

function metricTable(opened: OpenedProfile, figures: FunctionFigures): string {
  const { profile } = opened;
  const { functions } = profile;
  const lines: string[][] = [];
  for (const metric of profile.metrics) {
    const { id } = metric;
    const whole = wholeRun(profile, id);
    const single = figures.rows.length === 1 ? figures.rows[0]! : null;
    const known = id === figures.metric ? figures : null;
    const total = known ? known.total : single === null ? null : cell(functions.total, id, single);
    const self = known ? known.self : single === null ? null : cell(functions.self, id, single);
    if (total === null && self === null) continue;
    lines.push([
      plain(metricWord(metric)),
      exactAmount(total, metric),
      formatPercent(shareOf(total, whole)),
      exactAmount(self, metric),
      formatPercent(shareOf(self, whole)),
    ]);
  }
  return lines.length === 0 ? "" : table(["", "total", "share", "self", "share"], lines);
}

/** The detail block of the hottest instance: blocks are inclusive, several must not be added. */
function detailOf({ profile }: OpenedProfile, rows: readonly number[]): FunctionDetail | null {
  const names = new Set(rows.map((row) => profile.functions.name[row]!));
  const found = profile.details.filter((detail) => names.has(detail.name));
  return found.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0))[0] ?? null;
}

/** What the function's own code (inlined code included) calls. */
function precompilesOf({ profile }: OpenedProfile, rows: readonly number[]): string {
  const sites = (profile.precompiles ?? []).filter(({ func }) => rows.includes(func));
  const texts = precompileTable(sites).map((row) => precompileText(row, profile.totals["variable"] ?? null));
  return texts.length === 0 ? "" : ["Precompiles:", ...texts.map((text) => `- ${plain(text)}`)].join("\n");
}

function accessTable(rows: readonly AccessRow[]): string {
  if (rows.length === 0) return "";
  const { shown, others } = largestAccesses(rows, mostClasses);
  return table(
    ["memory accesses", "count", "cost"],
    [...shown, ...(others === null ? [] : [others])].map((row) => [
      plain(row.class),
      exactCount(row.count),
      exactCount(row.cost),
    ]),
  );
}

/** `of` what: a line, or a function without what it calls. */
function partsTable(parts: CostParts | null, of: string): string {
  if (parts === null) return "";
  const whole = partIds.reduce((sum, id) => sum + parts[id], 0);
  if (whole === 0) return "";
  return table(
    [`${of}: made of`, "cost", "share"],
    partIds
      .filter((id) => parts[id] > 0)
      .map((id) => [id, exactCount(parts[id]), formatPercent(shareOf(parts[id], whole))]),
  );
}

function breakdown(detail: FunctionDetail): string {
  const kinds: readonly (readonly [string, number | null])[] = [
    ["main", detail.main],
    ["opcodes", detail.opcodesCost],
    ["precompiles", detail.precompiles],
    ["memory", detail.memory],
  ];
  const known = kinds.filter(([, cost]) => cost !== null);
  if (known.length === 0) return "";
  return table(
    ["made of", "cost", "share"],
    known.map(([kind, cost]) => [kind, exactCount(cost), formatPercent(shareOf(cost, detail.cost))]),
  );
}

function opcodes(rows: readonly OpcodeRow[], cost: number | null): string {
  const top = rows
    .filter((row) => (row.cost ?? 0) > 0)
    .sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0))
    .slice(0, 5)
    .map((row) => `${plain(row.name)} ${formatPercent(shareOf(row.cost, cost))}`);
  return top.length === 0 ? "" : `Opcodes: ${top.join(" · ")}`;
}

function sides(title: string, all: readonly CallSide[], opened: OpenedProfile, style: HoverStyle): string {
  if (all.length === 0) return "";
  const lines = all.slice(0, 5).map((side) => {
    const name = plain(shortName(side.name));
    const linked = style.links && side.func >= 0 && opened.profile.functions.file[side.func] !== null;
    const label = linked
      ? commandLink(name, "cyclelens.revealFunction", { profile: opened.id, func: side.func })
      : name;
    const calls =
      side.calls === null ? "" : ` · ${formatCount(side.calls)} ${side.calls === 1 ? "call" : "calls"}`;
    return `- ${label} ${formatPercent(side.share)}${calls}`;
  });
  return [`${title}:`, ...lines].join("\n");
}

/** `label` is Markdown already; the arguments hold numbers and our own ids only. */
function commandLink(label: string, command: HoverCommand, args: Readonly<Record<string, unknown>>): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([args]))})`;
}
