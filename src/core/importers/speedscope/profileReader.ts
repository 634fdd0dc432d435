import { FloatColumn } from "../scan/floatColumn";
import { NodeColumn } from "../stackTrie";
import type { StackTrie } from "../stackTrie";

/** Stands for a frame index that is none. */
export const badFrame = 0x7fffffff;

/** One profile of a speedscope file, folded into the file's trie while it is read. */
export class ProfileReader {
  type = "";
  name = "";
  unit = "none";
  startValue = NaN;
  endValue = NaN;
  /** In the profile's own unit, by node of the trie. */
  readonly self = new NodeColumn();
  /** Events that close what is not open, or go back in time; samples without a weight and the reverse. */
  broken = 0;
  stillOpen = 0;
  private node: number;
  private at = NaN;
  private readonly open = new Map<number, number>();
  private stacks = new Int32Array(0);
  private stackCount = 0;
  private weights = new FloatColumn();
  /** The sample before: its frames and the node of each. Samples are mostly like the one before. */
  private keys = new Int32Array(64);
  private nodes = new Int32Array(64);
  private known = 0;
  private depth = 0;

  /** @param root the profile's own root in the trie. */
  constructor(
    private readonly trie: StackTrie,
    readonly root: number,
  ) {
    this.node = root;
  }

  /** `O` and `C` events in order; time passes for the frame that is on top. */
  event(opens: boolean, frame: number, at: number): void {
    const index = frameIndex(frame);
    this.pass(at);
    if (opens) {
      this.node = this.trie.child(this.node, index);
      this.open.set(index, (this.open.get(index) ?? 0) + 1);
      return;
    }
    if ((this.open.get(index) ?? 0) === 0) {
      this.broken++;
      return;
    }
    // What stands above is closed with it: a tool that lost an event must not spoil the rest.
    for (let skipped = 0; ; skipped++) {
      const top = this.trie.keyOf(this.node);
      this.open.set(top, this.open.get(top)! - 1);
      this.node = this.trie.parentOf(this.node);
      if (top !== index) continue;
      this.broken += skipped;
      return;
    }
  }

  /** Starts the stack of the next sample, from the root. */
  beginSample(): void {
    this.node = this.root;
    this.depth = 0;
  }

  frames(batch: Float64Array, count: number): void {
    if (this.depth + count > this.keys.length) this.deepen(this.depth + count);
    const { keys, nodes } = this;
    let { node, depth, known } = this;
    for (let k = 0; k < count; k++, depth++) {
      const index = frameIndex(batch[k]!);
      if (depth < known && keys[depth] === index) {
        node = nodes[depth]!;
        continue;
      }
      nodes[depth] = node = this.trie.child(node, index);
      keys[depth] = index;
      known = depth + 1;
    }
    this.node = node;
    this.depth = depth;
    this.known = known;
  }

  endSample(): void {
    if (this.stackCount === this.stacks.length) {
      const grown = new Int32Array(Math.max(1024, 2 * this.stackCount));
      grown.set(this.stacks);
      this.stacks = grown;
    }
    this.stacks[this.stackCount++] = this.node;
    this.node = this.root;
  }

  addWeights(batch: Float64Array, count: number): void {
    this.weights.append(batch, count);
  }

  /** The profile's object has ended, or the file. */
  finish(complete: boolean): void {
    if (this.type === "evented") {
      if (complete && this.node !== this.root) this.pass(this.endValue);
      for (let node = this.node; node !== this.root; node = this.trie.parentOf(node)) this.stillOpen++;
    }
    const weights = this.weights.rows;
    const unweighted = weights.length === 0 && this.unit === "none";
    const most = unweighted ? this.stackCount : Math.min(this.stackCount, weights.length);
    for (let i = 0; i < most; i++) {
      const weight = unweighted ? 1 : weights[i]!;
      if (!(Math.abs(weight) <= Number.MAX_VALUE)) this.broken++;
      else if (this.stacks[i] !== this.root) this.self.add(this.stacks[i]!, weight);
    }
    if (!unweighted && complete) this.broken += Math.abs(this.stackCount - weights.length);
    this.stacks = new Int32Array(0);
    this.weights = new FloatColumn();
    this.stackCount = 0;
    this.open.clear();
    this.node = this.root;
  }

  private deepen(least: number): void {
    const [keys, nodes] = [this.keys, this.nodes];
    this.keys = new Int32Array(Math.max(2 * keys.length, least));
    this.nodes = new Int32Array(this.keys.length);
    this.keys.set(keys);
    this.nodes.set(nodes);
  }

  private pass(at: number): void {
    if (!(Math.abs(at) <= Number.MAX_VALUE) || at < this.at) {
      if (!Number.isNaN(at) || this.type === "evented") this.broken++;
      return;
    }
    if (this.node !== this.root && at > this.at) this.self.add(this.node, at - this.at);
    this.at = at;
  }
}

function frameIndex(frame: number): number {
  return frame >= 0 && frame < badFrame && Number.isInteger(frame) ? frame : badFrame;
}
