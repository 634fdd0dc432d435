import { cell } from "../analysis/metrics";
import type { LineTable, MetricId, Profile } from "../profile/model";
import { byEffect, metricChanges, statusOf, type Figures, type Presence } from "./change";
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
  const from = before.files.get(baseFile)?.get(baseLine) ?? -1;
  const to = after.files.get(file)?.get(nextLine) ?? -1;
  const presence: Presence = baseLine === 0 ? "next" : nextLine === 0 ? "base" : "both";
  const sides = [[before, from] as const, [after, to] as const] as const;
  const self = metricChanges(metrics, "self", ...sides, presence, wholes);
  const total = metricChanges(metrics, "total", ...sides, presence, wholes, self);
  const shown = nextLine === 0 ? baseFile : file;
  const key = keyOf(place);
  return {
    key,
    name: baseLine === nextLine ? key : `${shown}:${String(nextLine === 0 ? baseLine : nextLine)}`,
    status: statusOf(presence, [], self, total),
    file: shown,
    baseFile,
    baseLine,
    nextLine,
    self,
    total,
  };
}

/** `src/a.rs:7`; where the number moved or is on one side only, both with an arrow: `src/a.rs:7→9`, `src/a.rs:7→`. */
function keyOf({ baseFile, baseLine, file, nextLine }: Place): string {
  if (baseLine === nextLine) return `${file}:${String(nextLine)}`;
  const text = (line: number): string => (line === 0 ? "" : String(line));
  return `${nextLine === 0 ? baseFile : file}:${text(baseLine)}→${text(nextLine)}`;
}

/** The lines of one profile, by file. */
class LineSide implements Figures {
  /** File → line → its first row of the table, most times its only one. */
  readonly files = new Map<string, Map<number, number>>();
  /** Of each row the next one of the same line; absent for the last one. */
  private readonly nextRow = new Map<number, number>();
  private readonly sources: ReadonlyMap<string, RecordedSource>;

  constructor(
    private readonly table: LineTable,
    sources: readonly RecordedSource[],
  ) {
    this.sources = new Map(sources.map((source) => [source.file, source]));
    for (let row = table.length - 1; row >= 0; row--) {
      const file = table.files[table.file[row]!] ?? "";
      let lines = this.files.get(file);
      if (!lines) this.files.set(file, (lines = new Map()));
      const other = lines.get(table.line[row]!);
      if (other !== undefined) this.nextRow.set(row, other);
      lines.set(table.line[row]!, row);
    }
  }

  source(file: string): RecordedSource | undefined {
    return this.sources.get(file);
  }

  /** Σ over the rows of a line, by its first one; -1 for a line that is not here. */
  figure(kind: "self" | "total", metric: MetricId, first: number): number | null {
    if (first < 0) return null;
    let sum = 0;
    for (let row: number | undefined = first; row !== undefined; row = this.nextRow.get(row)) {
      const value = cell(this.table[kind], metric, row);
      if (value === null) return null;
      sum += value;
    }
    return sum;
  }
}
