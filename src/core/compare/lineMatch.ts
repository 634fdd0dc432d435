import { isSameRelease, matchFiles } from "./fileMatch";
import { placeOfLine, type LinePlaces } from "./linePlaces";
import { diffLines } from "./sourceDiff";
import type { FileMatch, LineMatching, RecordedSource, SideInfo } from "./types";

export interface LineMatch {
  readonly files: readonly FileMatch[];
  /** By file of a side, the file of the other one; -1 for none. */
  readonly nextFile: Int32Array;
  readonly baseFile: Int32Array;
  /** By place of the base, the place that it is now; -1 where it is gone. */
  readonly nextPlace: Int32Array;
  readonly basePlace: Int32Array;
}

/** Which line of the base is which of the newer side: by their text where both runs recorded it, else by number. */
export function matchLines(
  before: LinePlaces,
  after: LinePlaces,
  recorded: { readonly base?: SideInfo; readonly next?: SideInfo },
): LineMatch {
  const pairs = matchFiles(before.files, after.files);
  const numbers = new Map(after.files.map((name, file) => [name, file]));
  const sources = [recorded.base, recorded.next].map(
    (side) => new Map((side?.sources ?? []).map((source) => [source.file, source])),
  );
  const match = {
    files: [] as FileMatch[],
    nextFile: new Int32Array(before.files.length).fill(-1),
    baseFile: new Int32Array(after.files.length).fill(-1),
    nextPlace: new Int32Array(before.line.length).fill(-1),
    basePlace: new Int32Array(after.line.length).fill(-1),
  };
  before.files.forEach((baseFile, from) => {
    const file = pairs.get(baseFile);
    if (file === undefined) return;
    const to = numbers.get(file)!;
    match.nextFile[from] = to;
    match.baseFile[to] = from;
    const { by, lineOf } = matching(
      sources[0]!.get(baseFile),
      sources[1]!.get(file),
      isSameRelease(baseFile, file),
    );
    match.files.push({ file, baseFile, by });
    let hint = after.start[to]!;
    for (let place = before.start[from]!; place < before.start[from + 1]!; place++) {
      const now = placeOfLine(after, to, lineOf(before.line[place]!), hint);
      if (now < 0 || match.basePlace[now]! >= 0) continue;
      match.nextPlace[place] = now;
      match.basePlace[now] = place;
      hint = now + 1;
    }
  });
  match.files.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return match;
}

/** Where a line of the base is now; what is at no line stays so. */
function matching(
  base: RecordedSource | undefined,
  next: RecordedSource | undefined,
  isFrozen: boolean,
): { by: LineMatching; lineOf: (line: number) => number } {
  const same = (line: number): number => line;
  if (base === undefined || next === undefined) return { by: isFrozen ? "equal" : "number", lineOf: same };
  if (base.sha256 === next.sha256) return { by: "equal", lineOf: same };
  const lines = diffLines(base, next);
  return { by: "content", lineOf: (line) => (line <= 0 ? line : (lines.get(line) ?? none)) };
}

/** No line has it. */
const none = Number.NaN;
