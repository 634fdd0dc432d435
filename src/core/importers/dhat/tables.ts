import { safeName } from "../../profile/names";
import { array, number, numbers, object, strings, text } from "../scan/shape";
import type { Shape } from "../scan/shape";
import { figureKeys, maxDepth, PointReader } from "./pointReader";
import { StackTrie, StackValues, StackWalk } from "../stackTrie";

/** Bytes of a file for each different stack prefix, few for what dhat writes; and most nodes to take room for. */
const bytesOfNode = 64;
const maxRoom = 1 << 20;

/**
 * What a `dhat-heap.json` holds, filled by the scanner in whatever order its keys come; the frame table stands behind
 * the program points. One node for each different stack prefix, no program point is kept.
 */
export class DhatTables {
  version: number | null = null;
  readonly texts: Record<"mode" | "verb" | "tu" | "bu" | "bsu" | "bksu" | "cmd", string | null> = {
    mode: null,
    verb: null,
    tu: null,
    bu: null,
    bsu: null,
    bksu: null,
    cmd: null,
  };
  /** Time at t-gmax and t-end, in `tu`. */
  tg: number | null = null;
  te: number | null = null;
  frames: string[] = [];
  hasFrames = false;
  points = 0;
  /** Frames that were left out of stacks deeper than anybody's. */
  cutFrames = 0;
  /** Program points with a figure that is negative or no number. */
  oddPoints = 0;
  /** A node's key is its row in `frames`; the outermost frames are the roots. */
  stacks = new StackTrie();
  private walk = new StackWalk(this.stacks);
  values = new StackValues(figureKeys.length);
  /** Figures of program points without a stack. */
  noStack = new Float64Array(figureKeys.length);

  private readonly point = new PointReader();
  /** Columns that the file names, a bit each. */
  private named = 0;

  readonly shape: Shape = object({
    dhatFileVersion: number((value) => (this.version = value)),
    ...Object.fromEntries(
      (["mode", "verb", "tu", "bu", "bsu", "bksu", "cmd"] as const).map((key) => [
        key,
        text((value) => (this.texts[key] = safeName(value))),
      ]),
    ),
    tg: number((value) => (this.tg = value)),
    te: number((value) => (this.te = value)),
    pps: array(
      object(
        {
          ...Object.fromEntries(
            figureKeys.map((key, k) => [
              key,
              number((value) => {
                this.point.figures[k] = value;
                this.named |= 1 << k;
              }),
            ]),
          ),
          fs: numbers((batch, count) => this.push(batch, count), { begin: () => (this.point.depth = 0) }),
        },
        {
          begin: () => this.point.clear(),
          end: () => this.fold(),
          whole: (bytes, from, end) => this.whole(bytes, from, end),
        },
      ),
      { begin: () => this.restart() },
    ),
    ftbl: strings((frame) => this.frames.push(safeName(frame)), {
      begin: () => (this.frames = []),
      end: () => (this.hasFrames = true),
    }),
  });

  /** A repeated key starts anew. */
  private restart(): void {
    if (this.points === 0) return;
    this.points = this.oddPoints = this.cutFrames = 0;
    this.stacks = new StackTrie();
    this.walk = new StackWalk(this.stacks);
    this.values = new StackValues(figureKeys.length);
    this.noStack = new Float64Array(figureKeys.length);
  }

  /** Takes room for the stacks of a file of so many bytes, before it is read. */
  expect(bytes: number): void {
    const nodes = Math.min(Math.ceil(bytes / bytesOfNode), maxRoom);
    this.stacks.reserve(nodes);
    this.values.reserve(nodes >> 1, nodes);
  }

  /** True where any program point names the figure. */
  has(column: number): boolean {
    return (this.named & (1 << column)) !== 0;
  }

  private push(batch: Float64Array, count: number): void {
    const { point } = this;
    for (let k = 0; k < count; k++) {
      if (point.depth === maxDepth) {
        this.cutFrames++;
        continue;
      }
      const row = batch[k]!;
      point.stack[point.depth++] = row >= 0 && row < 0x7fffffff && Number.isInteger(row) ? row : 0x7fffffff;
    }
  }

  private whole(bytes: Uint8Array, from: number, end: number): number {
    const behind = this.point.read(bytes, from, end);
    if (behind < 0) return -1;
    this.named |= this.point.named;
    this.fold();
    return behind;
  }

  private fold(): void {
    const { figures, stack, depth } = this.point;
    this.points++;
    let odd = false;
    let some = false;
    for (let k = 0; k < figures.length; k++) {
      const value = figures[k]!;
      if (value > 0 && value <= Number.MAX_SAFE_INTEGER) some = true;
      else if (value !== 0) {
        odd = true;
        figures[k] = 0;
      }
    }
    if (odd) this.oddPoints++;
    if (!some) return;
    const node = this.walk.enter(stack, depth);
    if (node >= 0) this.values.add(node, figures, figures.length);
    else for (let k = 0; k < figures.length; k++) this.noStack[k]! += figures[k]!;
  }
}
