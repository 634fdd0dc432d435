import type { FrameTable } from "../profile/model";
import type { TreeFunction } from "./treeProfile";

/** Functions by name and file, and the frames that stand for them in a call tree. */
export class FrameBook {
  readonly functions: TreeFunction[] = [];
  /** File → name → row. */
  private readonly rows = new Map<string, Map<string, number>>();
  private readonly frames: {
    func: number;
    name: string;
    file: string | null;
    line: number;
    inlined: number;
  }[] = [];
  private readonly frameOf = new Map<number | string, number>();

  /** Row of a function; the smallest line that it was met with is kept. */
  func(name: string, file: string | null, line: number, rawName: string | null = null): number {
    let ofFile = this.rows.get(file ?? "");
    if (ofFile === undefined) this.rows.set(file ?? "", (ofFile = new Map()));
    const held = ofFile.get(name);
    if (held === undefined) {
      const row = this.functions.push({ name, rawName, file, line }) - 1;
      ofFile.set(name, row);
      return row;
    }
    const known = this.functions[held]!;
    if (line > 0 && (known.line === 0 || line < known.line)) this.functions[held] = { ...known, line };
    return held;
  }

  /** A frame of a function. */
  frame(func: number, inlined: boolean): number {
    return this.held(2 * func + (inlined ? 1 : 0), {
      func,
      name: "",
      file: null,
      line: 0,
      inlined: +inlined,
    });
  }

  /** A frame without a row: its cost is charged to the frame above. */
  marker(name: string, file: string | null): number {
    return this.held(`\0${file ?? ""}\0${name}`, { func: -1, name, file, line: 0, inlined: 1 });
  }

  table(): FrameTable {
    const of = (frame: { func: number }): TreeFunction | undefined => this.functions[frame.func];
    return {
      length: this.frames.length,
      name: this.frames.map((frame) => of(frame)?.name ?? frame.name),
      func: Int32Array.from(this.frames, (frame) => frame.func),
      file: this.frames.map((frame) => of(frame)?.file ?? frame.file),
      line: Int32Array.from(this.frames, (frame) => of(frame)?.line ?? frame.line),
      inlined: Uint8Array.from(this.frames, (frame) => frame.inlined),
    };
  }

  private held(key: number | string, frame: (typeof this.frames)[number]): number {
    let index = this.frameOf.get(key);
    if (index === undefined) this.frameOf.set(key, (index = this.frames.push(frame) - 1));
    return index;
  }
}
