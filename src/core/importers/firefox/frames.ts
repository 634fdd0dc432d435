import type { SourceFrame } from "../../symbols/types";
import type { LineFrames } from "../lineFrames";
import type { OwnMarkReader } from "../ownMark";
import { parentsFirst } from "../stackTable";
import type { Library, Thread } from "./document";
import type { Tables } from "./tables";

/** Source frames of an address of a library, innermost first; null where it is not known. */
export type Symbolicate = (lib: number, address: number) => readonly DeclaredFrame[] | null;

/** With the line of the function's declaration; 0 unknown. */
export interface DeclaredFrame extends SourceFrame {
  readonly declared: number;
}

/** What a frame's `flags` say it has, from version 71 on. */
const enum FrameHas {
  Inlined = 1,
  Address = 2,
  Line = 16,
}

/** And a function's, from version 75 on. */
const enum FuncHas {
  Resource = 4,
  Source = 8,
  Line = 16,
}

/** A name that stands for an address nobody has looked up. */
const hexName = /^0x[0-9a-fA-F]{1,16}$/;

/** The tables of a thread: its own, else the shared ones. */
export class ThreadFrames {
  readonly prefix: Int32Array;
  readonly frame: Int32Array;
  private readonly stacks: Tables;
  private readonly frameTables: Tables;
  private readonly funcTables: Tables;
  private readonly strings: readonly string[];
  private readonly resources: Int32Array;
  private readonly known = new Map<number, readonly number[]>();

  constructor(
    thread: Thread,
    private readonly shared: Tables,
    private readonly libs: readonly Library[],
    private readonly book: LineFrames,
    private readonly symbolicate: Symbolicate | null,
    /** The mark of our own file. */
    private readonly own: OwnMarkReader | null,
  ) {
    const tables = thread.tables;
    const pick = (has: (of: Tables) => boolean): Tables => (has(tables) ? tables : shared);
    const stacks = pick((of) => of.stackFrame.length > 0);
    this.stacks = stacks;
    this.prefix = stacks.prefixes;
    this.frame = stacks.stackFrame.rows;
    this.frameTables = pick((of) => of.frameFunc.length > 0);
    this.funcTables = pick((of) => of.funcName.length > 0);
    this.strings = pick((of) => of.hasStrings).strings;
    this.resources = pick((of) => of.resourceLib.length > 0).resourceLib.rows;
  }

  /** Throws `bad-input` where the stacks form a cycle; tables that were seen are not looked at again. */
  checkStacks(seen: Set<object>): void {
    if (seen.has(this.stacks)) return;
    parentsFirst(this.prefix);
    seen.add(this.stacks);
  }

  /** Rows of the book for a row of the thread's frame table, the outermost first. */
  of(row: number): readonly number[] {
    let found = this.known.get(row);
    if (found === undefined) this.known.set(row, (found = this.expand(row)));
    return found;
  }

  private expand(row: number): readonly number[] {
    const { frameTables, funcTables, book } = this;
    const at = (column: { readonly rows: Int32Array }, index: number): number => column.rows[index] ?? -1;
    const func = at(frameTables.frameFunc, row);
    // Without flags a cell that does not hold is null.
    const frameFlags = frameTables.frameFlags.rows[row] ?? ~FrameHas.Inlined;
    const funcFlags = funcTables.funcFlags.rows[func] ?? ~0;
    const frameCell = (flag: FrameHas, column: { readonly rows: Int32Array }): number =>
      (frameFlags & flag) === 0 ? -1 : at(column, row);
    const funcCell = (flag: FuncHas, column: { readonly rows: Int32Array }): number =>
      (funcFlags & flag) === 0 ? -1 : at(column, func);
    const name = this.strings[at(funcTables.funcName, func)] ?? "";
    const lib =
      frameTables.frameLib.length > 0
        ? frameCell(FrameHas.Address, frameTables.frameLib)
        : (this.resources[funcCell(FuncHas.Resource, funcTables.funcResource)] ?? -1);
    if (this.own?.roots.has(row)) return [book.root(name)];
    if (hexName.test(name)) {
      const address = frameCell(FrameHas.Address, frameTables.frameAddress);
      const frames = this.symbolicate?.(lib, address >= 0 ? address : Number(name)) ?? [];
      if (frames.length > 0)
        return frames
          .map((source, i) =>
            book.frame(
              source.name ?? name,
              { file: source.file === "" ? null : source.file, line: source.line, declared: source.declared },
              i < frames.length - 1,
            ),
          )
          .reverse();
      const hex = book.frame(name, { file: null, line: 0, declared: 0 }, false, lib);
      book.unknown.set(hex, this.libs[lib] === undefined ? -1 : lib);
      return [hex];
    }
    const file =
      this.strings[at(funcTables.funcFile, func)] ??
      this.strings[at(this.sourceFiles(), funcCell(FuncHas.Source, funcTables.funcSource))] ??
      null;
    const declared = Math.max(0, funcCell(FuncHas.Line, funcTables.funcLine));
    const line =
      this.own?.executedLines === false
        ? declared
        : Math.max(0, frameCell(FrameHas.Line, frameTables.frameLine));
    const inlined = (frameFlags & FrameHas.Inlined) !== 0 || at(frameTables.frameDepth, row) > 0;
    return [book.frame(name === "" ? "[unknown]" : name, { file: pathOf(file), line, declared }, inlined)];
  }

  private sourceFiles(): Tables["sourceFile"] {
    return this.funcTables.sourceFile.length > 0 ? this.funcTables.sourceFile : this.shared.sourceFile;
  }
}

/** `git:github.com/rust-lang/rust:library/core/src/iter.rs:<commit>` and its like → the path in it. */
function pathOf(file: string | null): string | null {
  if (file === null || file === "") return null;
  const [kind, , path, last] = file.split(":");
  if (kind === "git" || kind === "hg" || kind === "s3") return path ?? file;
  if (kind === "cargo" && last !== undefined) return `${path ?? ""}/${last}`;
  return file;
}
