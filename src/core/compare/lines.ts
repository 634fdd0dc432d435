import { cell } from "../analysis/metrics";
import type { LineTable, MetricId, Profile } from "../profile/model";
import { byEffect, metricChanges, statusOf, type Presence } from "./change";
import { matchFiles } from "./fileMatch";
import type { Compared } from "./functions";
import { diffLines } from "./sourceDiff";
import type { FileMatch, LineChange, LineMatching, RecordedSource, SideInfo } from "./types";

export interface LineChanges {
  readonly rows: readonly LineChange[];
  readonly files: readonly FileMatch[];
}

/** Lines of both sides, matched by their text where both runs recorded it, else by number. Sorted by effect. */
export function compareLines(
  base: Profile,
  next: Profile,
  compared: Compared,
  recorded: { readonly base?: SideInfo; readonly next?: SideInfo } = {},
): LineChanges {
  if (base.lines === null || next.lines === null) return { rows: [], files: [] };
  const before = new LineSide(base.lines, recorded.base?.sources ?? []);
  const after = new LineSide(next.lines, recorded.next?.sources ?? []);
  const pairs = matchFiles([...before.files.keys()], [...after.files.keys()]);
  const rows: LineChange[] = [];
  const files: FileMatch[] = [];
  const taken = new Set<string>();
  const add = (baseFile: string, baseLine: number, file: string, nextLine: number): void => {
    rows.push(oneLine({ baseFile, baseLine, file, nextLine }, before, after, compared));
  };
  for (const [baseFile, lines] of before.files) {
    const file = pairs.get(baseFile);
    if (file === undefined) {
      if (recorded.next?.ownLinesOnly === true) continue;
      for (const line of lines.keys()) add(baseFile, line, baseFile, 0);
      continue;
    }
    taken.add(file);
    const there = after.files.get(file)!;
    const { by, lineOf } = matching(before.source(baseFile), after.source(file));
    files.push({ file, baseFile, by });
    const found = new Set<number>();
    for (const line of lines.keys()) {
      const now = lineOf(line);
      const nextLine = now > 0 && there.has(now) && !found.has(now) ? now : 0;
      if (nextLine > 0) found.add(nextLine);
      add(baseFile, line, file, nextLine);
    }
    for (const line of there.keys()) if (!found.has(line)) add(baseFile, 0, file, line);
  }
  for (const [file, lines] of after.files)
    if (!taken.has(file) && recorded.base?.ownLinesOnly !== true)
      for (const line of lines.keys()) add(file, 0, file, line);
  const effects = (["self", "total"] as const).map(
    (kind) => (row: LineChange) => row[kind][compared.metric]?.delta,
  );
  return {
    rows: byEffect(rows, effects),
    files: files.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)),
  };
}

/** Where a line of the base is now; 0 where it is not. */
function matching(
  base: RecordedSource | undefined,
  next: RecordedSource | undefined,
): { by: LineMatching; lineOf: (line: number) => number } {
  const same = (line: number): number => line;
  if (base === undefined || next === undefined) return { by: "number", lineOf: same };
  if (base.sha256 === next.sha256) return { by: "equal", lineOf: same };
  const lines = diffLines(base, next);
  return { by: "content", lineOf: (line) => lines.get(line) ?? 0 };
}

interface Place {
  readonly baseFile: string;
  readonly baseLine: number;
  readonly file: string;
  readonly nextLine: number;
}

function oneLine(place: Place, before: LineSide, after: LineSide, { metrics, wholes }: Compared): LineChange {
  const { baseFile, baseLine, file, nextLine } = place;
  const from = before.files.get(baseFile)?.get(baseLine) ?? [];
  const to = after.files.get(file)?.get(nextLine) ?? [];
  const presence: Presence = baseLine === 0 ? "next" : nextLine === 0 ? "base" : "both";
  const [self, total] = (["self", "total"] as const).map((kind) =>
    metricChanges(
      metrics,
      (metric) => before.sum(kind, metric, from),
      (metric) => after.sum(kind, metric, to),
      presence,
      wholes,
    ),
  );
  const shown = nextLine === 0 ? baseFile : file;
  return {
    key: keyOf(place),
    name: `${shown}:${String(nextLine === 0 ? baseLine : nextLine)}`,
    status: statusOf(presence, [...Object.values(self!), ...Object.values(total!)]),
    file: shown,
    baseFile,
    baseLine,
    nextLine,
    self: self!,
    total: total!,
  };
}

/** `src/a.rs:7`; where the number moved or is on one side only, both with an arrow: `src/a.rs:7→9`, `src/a.rs:7→`. */
function keyOf({ baseFile, baseLine, file, nextLine }: Place): string {
  if (baseLine === nextLine) return `${file}:${String(nextLine)}`;
  const text = (line: number): string => (line === 0 ? "" : String(line));
  return `${nextLine === 0 ? baseFile : file}:${text(baseLine)}→${text(nextLine)}`;
}

/** The lines of one profile, by file. */
class LineSide {
  /** File → line → rows of the table (one, most times). */
  readonly files = new Map<string, Map<number, number[]>>();
  private readonly sources: ReadonlyMap<string, RecordedSource>;

  constructor(
    private readonly table: LineTable,
    sources: readonly RecordedSource[],
  ) {
    this.sources = new Map(sources.map((source) => [source.file, source]));
    for (let row = 0; row < table.length; row++) {
      const file = table.files[table.file[row]!] ?? "";
      let lines = this.files.get(file);
      if (!lines) this.files.set(file, (lines = new Map()));
      const rows = lines.get(table.line[row]!);
      if (rows) rows.push(row);
      else lines.set(table.line[row]!, [row]);
    }
  }

  source(file: string): RecordedSource | undefined {
    return this.sources.get(file);
  }

  sum(kind: "self" | "total", metric: MetricId, rows: readonly number[]): number | null {
    let sum: number | null = null;
    for (const row of rows) {
      const value = cell(this.table[kind], metric, row);
      if (value === null) return null;
      sum = (sum ?? 0) + value;
    }
    return sum;
  }
}
