import { compareText } from "./change";
import type { LineMatch } from "./lineMatch";
import type { LinePlaces } from "./linePlaces";
import type { LineColumns } from "./lineRows";
import type { SideInfo } from "./types";

/** The rows of a list of lines, by the file that they are shown in and their number there. */
export interface JoinedLines extends LineColumns {
  readonly base: JoinedSide;
  readonly next: JoinedSide;
}

interface JoinedSide {
  /** By place, its row; -1 for one that is not listed. */
  readonly ofPlace: Int32Array;
  /** By row, 1 where it is on this side. */
  readonly present: Uint8Array;
}

/** Lines of files that a side would not tell of (`ownLinesOnly`) are left out, not gone. */
export function joinLines(
  before: LinePlaces,
  after: LinePlaces,
  match: LineMatch,
  recorded: { readonly base?: SideInfo; readonly next?: SideInfo },
): JoinedLines {
  const files = [...new Set([...before.files, ...after.files])].sort(compareText);
  const matched = match.nextPlace.reduce((sum, place) => sum + (place < 0 ? 0 : 1), 0);
  const rows = new Joining(before.line.length, after.line.length, matched);
  const ofBase = fileNumbers(before);
  const ofNext = fileNumbers(after);
  const number = new Map(files.map((name, at) => [name, at]));
  const numberOf = ({ files: names }: LinePlaces, file: number): number => number.get(names[file]!)!;
  files.forEach((name, file) => {
    const from = ofBase.get(name) ?? -1;
    const to = ofNext.get(name) ?? -1;
    const baseFile = to < 0 || match.baseFile[to]! < 0 ? file : numberOf(before, match.baseFile[to]!);
    const isListed = {
      base: from >= 0 && (match.nextFile[from]! >= 0 || recorded.next?.ownLinesOnly !== true),
      next: to >= 0 && (match.baseFile[to]! >= 0 || recorded.base?.ownLinesOnly !== true),
    };
    let left = isListed.base ? before.start[from]! : 0;
    const leftEnd = isListed.base ? before.start[from + 1]! : 0;
    let right = isListed.next ? after.start[to]! : 0;
    const rightEnd = isListed.next ? after.start[to + 1]! : 0;
    for (;;) {
      while (left < leftEnd && match.nextPlace[left]! >= 0) left++;
      if (right < rightEnd && (left >= leftEnd || after.line[right]! <= before.line[left]!)) {
        const was = match.basePlace[right]!;
        rows.add(file, baseFile, was, was < 0 ? 0 : before.line[was]!, right, after.line[right]!);
        right++;
      } else if (left < leftEnd) {
        rows.add(file, file, left, before.line[left]!, -1, 0);
        left++;
      } else break;
    }
  });
  return rows.joined(files);
}

function fileNumbers({ files }: LinePlaces): ReadonlyMap<string, number> {
  return new Map(files.map((name, file) => [name, file]));
}

/** Columns that grow by a row at a time. */
class Joining {
  private length = 0;
  private readonly columns: readonly Int32Array[];
  private readonly present: readonly Uint8Array[];
  private readonly ofBase: Int32Array;
  private readonly ofNext: Int32Array;

  /** Of so many places on each side, of which so many are the same. */
  constructor(base: number, next: number, matched: number) {
    const most = base + next - matched;
    this.columns = Array.from({ length: 4 }, () => new Int32Array(most));
    this.present = [new Uint8Array(most), new Uint8Array(most)];
    this.ofBase = new Int32Array(base).fill(-1);
    this.ofNext = new Int32Array(next).fill(-1);
  }

  /** A place of -1: the row is not on that side. */
  add(file: number, baseFile: number, from: number, baseLine: number, to: number, nextLine: number): void {
    const row = this.length++;
    const [files, baseFiles, baseLines, nextLines] = this.columns;
    files![row] = file;
    baseFiles![row] = baseFile;
    baseLines![row] = baseLine;
    nextLines![row] = nextLine;
    if (from >= 0) {
      this.ofBase[from] = row;
      this.present[0]![row] = 1;
    }
    if (to >= 0) {
      this.ofNext[to] = row;
      this.present[1]![row] = 1;
    }
  }

  joined(files: readonly string[]): JoinedLines {
    const [file, baseFile, baseLine, nextLine] = this.columns.map((column) =>
      column.subarray(0, this.length),
    );
    const [here, there] = this.present.map((column) => column.subarray(0, this.length));
    return {
      files,
      file: file!,
      baseFile: baseFile!,
      baseLine: baseLine!,
      nextLine: nextLine!,
      base: { ofPlace: this.ofBase, present: here! },
      next: { ofPlace: this.ofNext, present: there! },
    };
  }
}
