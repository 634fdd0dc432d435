import type { FrameTable } from "../profile/model";
import { FrameList } from "./frameList";
import type { TreeFunction } from "./treeProfile";

/** Functions, and frames that know the line that was executed: equal function, line and inlining are one frame. */
export class LineFrames {
  readonly functions: TreeFunction[] = [];
  /** Frames that are an address without a symbol, by library; -1 for none. */
  readonly unknown = new Map<number, number>();
  private readonly funcs = new Map<string, number>();
  private readonly frames = new FrameList();

  frame(
    name: string,
    place: { readonly file: string | null; readonly line: number; readonly declared: number },
    inlined: boolean,
    lib = -1,
  ): number {
    const key = `${lib}\0${place.file ?? ""}\0${name}`;
    let func = this.funcs.get(key);
    if (func === undefined) {
      func = this.functions.push({ name, rawName: null, file: place.file, line: place.declared }) - 1;
      this.funcs.set(key, func);
    }
    return this.frames.keep(`${func}\0${place.line}\0${+inlined}`, {
      name,
      func,
      file: place.file,
      line: place.line,
      inlined: inlined ? 1 : 0,
    });
  }

  /** A frame that is no function: a process or a thread. */
  root(name: string): number {
    return this.frames.keep(`\0${name}`, { name, func: -1, file: null, line: 0, inlined: 0 });
  }

  table(): FrameTable {
    return this.frames.table();
  }
}
