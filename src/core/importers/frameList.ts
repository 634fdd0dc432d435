import type { FrameTable } from "../profile/model";

/** A frame of a call tree before it is a row of columns. */
export interface TreeFrame {
  readonly name: string;
  /** Row of a function; -1 for none. */
  readonly func: number;
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
  readonly inlined: 0 | 1;
}

/** Frames of a call tree, one for each key. */
export class FrameList {
  private readonly frames: TreeFrame[] = [];
  private readonly held = new Map<number | string, number>();

  get length(): number {
    return this.frames.length;
  }

  /** The frame of a key: the first that was given for it. */
  keep(key: number | string, frame: TreeFrame): number {
    let at = this.held.get(key);
    if (at === undefined) this.held.set(key, (at = this.frames.push(frame) - 1));
    return at;
  }

  table(): FrameTable {
    const { frames } = this;
    return {
      length: frames.length,
      name: frames.map((frame) => frame.name),
      func: Int32Array.from(frames, (frame) => frame.func),
      file: frames.map((frame) => frame.file),
      line: Int32Array.from(frames, (frame) => frame.line),
      inlined: Uint8Array.from(frames, (frame) => frame.inlined),
    };
  }
}
