import type { LineTable } from "../profile/model";
import { sortedAscending } from "./sortAscending";

/** The lines that a side has figures of, each once, file by file and ascending in each. */
export interface LinePlaces {
  /** Names, each once. */
  readonly files: readonly string[];
  /** Of file f: places `start[f]` up to before `start[f + 1]`. */
  readonly start: Int32Array;
  /** By place: 1-based; 0 or less for a cost of the file that stands at no line. */
  readonly line: Int32Array;
  /** By row of the table. */
  readonly ofRow: Int32Array;
}

export function linePlacesOf(table: LineTable): LinePlaces {
  const { files, fileOfRow } = namedOnce(table);
  const rows = inOrder(fileOfRow, table.line, files.length);
  const start = new Int32Array(files.length + 1);
  const line = new Int32Array(table.length);
  const ofRow = new Int32Array(table.length);
  let place = -1;
  let file = -1;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const isSame = fileOfRow[row] === file && line[place] === table.line[row];
    if (!isSame) line[++place] = table.line[row]!;
    while (file < fileOfRow[row]!) start[++file] = place;
    ofRow[row] = place;
  }
  while (file < files.length) start[++file] = place + 1;
  return { files, start, line: line.subarray(0, place + 1), ofRow };
}

/** Rows by file, then line. Most tables have the lines of a file in order: then a look at the files is enough. */
function inOrder(fileOfRow: Int32Array, line: Int32Array, files: number): Int32Array {
  const ends = new Int32Array(files + 1);
  const last = new Int32Array(files).fill(-(2 ** 31));
  let isAscending = true;
  for (let row = 0; row < fileOfRow.length; row++) {
    const file = fileOfRow[row]!;
    ends[file + 1]!++;
    if (line[row]! < last[file]!) isAscending = false;
    last[file] = line[row]!;
  }
  for (let file = 0; file < files; file++) ends[file + 1]! += ends[file]!;
  const order = isAscending ? null : sortedAscending(line.subarray(0, fileOfRow.length));
  const rows = new Int32Array(fileOfRow.length);
  for (let at = 0; at < rows.length; at++) {
    const row = order === null ? at : order[at]!;
    rows[ends[fileOfRow[row]!]!++] = row;
  }
  return rows;
}

/** A table may name a file twice, and files that have no row. */
function namedOnce({ files: names, file, length }: LineTable): {
  readonly files: readonly string[];
  readonly fileOfRow: Int32Array;
} {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) numbers.set(name, (number = numbers.size));
    return number;
  };
  const known = new Int32Array(names.length).fill(-1);
  const fileOfRow = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const at = file[row]!;
    let number = known[at] ?? -1;
    if (number < 0) {
      number = numberOf(names[at] ?? "");
      if (at >= 0 && at < known.length) known[at] = number;
    }
    fileOfRow[row] = number;
  }
  return { files: [...numbers.keys()], fileOfRow };
}

/** The place of a line of a file; -1 where there is none. `hint` is where it may well be. */
export function placeOfLine({ start, line }: LinePlaces, file: number, wanted: number, hint: number): number {
  let [low, end] = [start[file]!, start[file + 1]!];
  if (hint >= low && hint < end && line[hint] === wanted) return hint;
  while (low < end) {
    const middle = (low + end) >> 1;
    if (line[middle]! < wanted) low = middle + 1;
    else end = middle;
  }
  return low < start[file + 1]! && line[low] === wanted ? low : -1;
}
