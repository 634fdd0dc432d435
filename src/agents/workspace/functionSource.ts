import { realpath, stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { lineMetric, sourceLineCosts } from "../../core/analysis/lineCosts";
import type { Profile } from "../../core/profile/model";
import { DocumentViews, type DocumentView } from "../../server/documentView";
import type { AgentSource, AgentSourceLine } from "../context";
import type { Folders } from "./folders";
import type { OpenedForAgent } from "./openProfile";

/** A profile's documents; a view holds as long as its file is the same. */
interface Documents {
  readonly views: DocumentViews;
  readonly kept: Map<string, { readonly key: string; readonly view: DocumentView | null }>;
}

const documents = new WeakMap<OpenedForAgent, Documents>();
const mostKept = 32;
/** Lines of a function without readable text: those with cost, up to the next function. */
const mostBlind = 400;

const none: AgentSource = { file: null, readable: false, note: null, metric: null, lines: [] };

/** The source of the function whose instances are these rows; text only of files in the workspace folders. */
export async function functionSource(
  of: OpenedForAgent,
  rows: readonly number[],
  metric: string,
  folders: Folders,
): Promise<AgentSource> {
  const { profile, opened } = of;
  const row = rows.find((one) => profile.functions.file[one] !== null);
  const file = row === undefined ? null : (profile.functions.file[row] ?? null);
  const shown = lineMetric(profile, metric);
  if (row === undefined || file === null)
    return {
      ...none,
      note: "the profile does not say where the function stands: build the guest with line tables",
    };
  const real = await opened.sources.resolve(file);
  if (real === null || !folders.has(await realpath(real).catch(() => real))) {
    const why =
      real === null ? "the file is not on this machine" : "the file lies outside of the workspace folders";
    const lines = blindLines(profile, rows, row, shown);
    return {
      file,
      readable: false,
      note: `${why}: lines as they were built, without text`,
      metric: shown,
      lines,
    };
  }
  const view = await viewOf(of, real);
  const place = view && rangeOf(view, rows, profile);
  const name = folders.shown(real);
  if (!view || !place)
    return {
      file: name,
      readable: view !== null,
      note: "the function was not found in the file as it is now",
      metric: shown,
      lines: blindLines(profile, rows, row, shown),
    };
  return {
    file: name,
    readable: true,
    note: noteOf(view, place),
    metric: shown,
    lines: linesOf(profile, view, place, shown),
  };
}

async function viewOf(of: OpenedForAgent, real: string): Promise<DocumentView | null> {
  let known = documents.get(of);
  if (!known) documents.set(of, (known = { views: new DocumentViews(of.opened), kept: new Map() }));
  const info = await stat(real).catch(() => null);
  const key = info === null ? "" : `${info.size} ${info.mtimeMs} ${info.ino}`;
  const last = known.kept.get(real);
  if (last?.key === key) return last.view;
  const view = await known.views.of(pathToFileURL(real).href, undefined);
  if (known.kept.size >= mostKept) known.kept.clear();
  known.kept.set(real, { key, view });
  return view;
}

interface Range {
  /** 0-based, the last one included. */
  readonly start: number;
  readonly end: number;
}

function rangeOf(view: DocumentView, rows: readonly number[], profile: Profile): Range | null {
  const match = view.matches.find(({ rows: found }) => found.some((row) => rows.includes(row)));
  const fn = match === undefined ? undefined : view.functions[match.fn];
  if (fn) return { start: fn.startLine, end: fn.endLine };
  // Another language, or a name that fits none: from the declaration to the next one in the file.
  const first = rows[0]!;
  const at = view.lineMap.near(profile.functions.line[first]!);
  if (profile.functions.line[first]! <= 0 || at < 0) return null;
  const next = nextDeclaration(profile, first);
  const end = next === null ? at + 40 : view.lineMap.near(next) - 1;
  return { start: at, end: Math.max(at, Math.min(end, view.lines.length - 1)) };
}

function nextDeclaration({ functions }: Profile, row: number): number | null {
  const file = functions.file[row];
  const line = functions.line[row]!;
  let next: number | null = null;
  for (let other = 0; other < functions.length; other++) {
    const at = functions.line[other]!;
    if (functions.file[other] === file && at > line && (next === null || at < next)) next = at;
  }
  return next;
}

function linesOf(
  profile: Profile,
  view: DocumentView,
  { start, end }: Range,
  metric: string | null,
): readonly AgentSourceLine[] {
  const costs = new Map<number, { self: number; total: number }>();
  if (metric !== null)
    for (const cost of sourceLineCosts(profile, view.lineFiles, metric)) {
      const line = view.lineMap.exact(cost.line);
      if (line >= start && line <= end) costs.set(line, cost);
    }
  const known = metric !== null && view.lineFiles.size > 0;
  const untouched = view.lineMap.lost === 0 && !view.doubtful;
  const lines: AgentSourceLine[] = [];
  for (let line = start; line <= end && line < view.lines.length; line++) {
    const cost = costs.get(line);
    // A line without a figure cost nothing only where no figure has lost its line.
    const without = known && untouched ? 0 : null;
    lines.push({
      line: line + 1,
      text: view.lines[line]!,
      self: cost?.self ?? without,
      total: cost?.total ?? without,
    });
  }
  return lines;
}

function noteOf(view: DocumentView, { start, end }: Range): string | null {
  if (view.doubtful) return "the file was newer than the program when it ran: its lines may be others";
  if (view.lineMap.lost > 0)
    return `the file has changed since the build: ${view.lineMap.lost} lines with cost are others now, and lines ${start + 1} to ${end + 1} without a figure may be among them`;
  return null;
}

/** By the line table alone: lines with cost from the declaration up to the next function of the file. */
function blindLines(
  profile: Profile,
  rows: readonly number[],
  row: number,
  metric: string | null,
): readonly AgentSourceLine[] {
  const { lines, functions } = profile;
  if (lines === null || metric === null) return [];
  const files = new Set(rows.map((one) => functions.file[one]));
  const wanted = new Set(lines.files.flatMap((file, i) => (files.has(file) ? [i] : [])));
  const from = functions.line[row]!;
  const to = nextDeclaration(profile, row) ?? Number.POSITIVE_INFINITY;
  if (from <= 0) return [];
  return sourceLineCosts(profile, wanted, metric)
    .filter(({ line }) => line >= from && line < to)
    .slice(0, mostBlind)
    .map(({ line, self, total }) => ({ line, text: null, self, total }));
}
