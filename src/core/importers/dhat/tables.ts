import { safeName } from "../../profile/names";
import { array, number, numbers, object, strings, text } from "../scan/shape";
import type { Shape } from "../scan/shape";
import { StackTrie, StackValues, StackWalk } from "../stackTrie";

/** Figures of a program point, in the order of the columns. */
export const figureKeys = ["tb", "tbk", "gb", "gbk", "eb", "ebk", "rb", "wb"] as const;
export type FigureKey = (typeof figureKeys)[number];

/** More frames a stack than this are no stack: the innermost ones are kept. */
const maxDepth = 4096;

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
  readonly seen = new Set<FigureKey>();
  /** A node's key is its row in `frames`; the outermost frames are the roots. */
  stacks = new StackTrie();
  private walk = new StackWalk(this.stacks);
  values = new StackValues(figureKeys.length);
  /** Figures of program points without a stack. */
  noStack = new Float64Array(figureKeys.length);

  private readonly point = new Float64Array(figureKeys.length);
  private readonly stack = new Int32Array(maxDepth);
  private depth = 0;

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
                this.point[k] = value;
                this.seen.add(key);
              }),
            ]),
          ),
          fs: numbers((batch, count) => this.push(batch, count), { begin: () => (this.depth = 0) }),
        },
        { begin: () => this.begin(), end: () => this.fold() },
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

  private begin(): void {
    this.point.fill(0);
    this.depth = 0;
  }

  private push(batch: Float64Array, count: number): void {
    for (let k = 0; k < count; k++) {
      if (this.depth === maxDepth) {
        this.cutFrames++;
        continue;
      }
      const row = batch[k]!;
      this.stack[this.depth++] = row >= 0 && row < 0x7fffffff && Number.isInteger(row) ? row : 0x7fffffff;
    }
  }

  private fold(): void {
    this.points++;
    let node = this.walk.enter(this.stack, this.depth);
    let odd = false;
    for (let k = 0; k < figureKeys.length; k++) {
      const value = this.point[k]!;
      if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) continue;
      odd = true;
      this.point[k] = 0;
    }
    if (this.point.every((value) => value === 0)) node = -1;
    if (node >= 0) this.values.add(node, this.point, figureKeys.length);
    else for (let k = 0; k < figureKeys.length; k++) this.noStack[k]! += this.point[k]!;
    if (odd) this.oddPoints++;
  }
}
