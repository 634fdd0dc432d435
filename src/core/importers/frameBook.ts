import type { FrameTable } from "../profile/model";
import { FrameList } from "./frameList";
import type { TreeFunction } from "./treeProfile";

/** Functions by name and file, and the frames that stand for them in a call tree. */
export class FrameBook {
  readonly functions: TreeFunction[] = [];
  /** File → name → row. */
  private readonly rows = new Map<string, Map<string, number>>();
  private readonly frames = new FrameList();

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
    const own = inlined ? 1 : 0;
    return this.frames.keep(2 * func + own, { func, name: "", file: null, line: 0, inlined: own });
  }

  /** A frame without a row: its cost is charged to the frame above. */
  marker(name: string, file: string | null): number {
    return this.frames.keep(`\0${file ?? ""}\0${name}`, { func: -1, name, file, line: 0, inlined: 1 });
  }

  table(): FrameTable {
    const table = this.frames.table();
    const of = (frame: number): TreeFunction | undefined => this.functions[table.func[frame]!];
    return {
      ...table,
      name: table.name.map((name, frame) => of(frame)?.name ?? name),
      file: table.file.map((file, frame) => of(frame)?.file ?? file),
      line: table.line.map((line, frame) => of(frame)?.line ?? line),
    };
  }
}
