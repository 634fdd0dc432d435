import type { InstructionTable } from "../profile/model";
import type { ElfImage } from "../symbols/types";

/** What was inlined into one function, as a tree of source functions. Parents stand before children; row 0 is the function itself. */
export interface InlineTree {
  readonly length: number;
  readonly prefix: Int32Array;
  readonly name: readonly string[];
  /** Where it was inlined; null and 0 for the function itself. */
  readonly callFile: readonly (string | null)[];
  readonly callLine: Int32Array;
  /** NaN never occurs: 0 is known to be nothing. */
  readonly self: Float64Array;
  readonly total: Float64Array;
}

/**
 * The tree of inlined frames of one row of the profile's functions, from its instructions. `metric` is a column of the
 * instructions. Null where the function has no instruction or the ELF no debug information.
 */
export function inlineTree(
  instructions: InstructionTable,
  metric: string,
  func: number,
  elf: ElfImage,
): InlineTree | null {
  const cost = instructions.self[metric];
  const debug = elf.debug;
  if (cost === undefined || debug === null) return null;
  const prefix: number[] = [];
  const name: string[] = [];
  const callFile: (string | null)[] = [];
  const callLine: number[] = [];
  const self: number[] = [];
  const children = new Map<string, number>();
  const child = (parent: number, frame: string, file: string | null, line: number): number => {
    const key = `${parent}\n${frame}\n${file ?? ""}\n${line}`;
    let row = children.get(key);
    if (row === undefined) {
      row = prefix.push(parent) - 1;
      name.push(frame);
      callFile.push(file);
      callLine.push(line);
      self.push(0);
      children.set(key, row);
    }
    return row;
  };
  for (let i = 0; i < instructions.length; i++) {
    if (instructions.func[i] !== func) continue;
    const frames = debug.frames(instructions.pc[i]!);
    const own = frames[frames.length - 1];
    let row = child(-1, own?.name ?? "?", null, 0);
    for (let f = frames.length - 2; f >= 0; f--) {
      const site = frames[f + 1]!;
      row = child(row, frames[f]!.name ?? "?", site.file, site.line);
    }
    self[row]! += cost[i]!;
  }
  if (prefix.length === 0) return null;
  const total = Float64Array.from(self);
  for (let row = prefix.length - 1; row > 0; row--)
    if (prefix[row]! >= 0) total[prefix[row]!]! += total[row]!;
  return {
    length: prefix.length,
    prefix: Int32Array.from(prefix),
    name,
    callFile,
    callLine: Int32Array.from(callLine),
    self: Float64Array.from(self),
    total,
  };
}
