import { FunctionBody, op } from "../wasm/functionBody";
import { i32 } from "../wasm/wasmModule";

/** Where things stand in memory. */
export interface EntryLayout {
  /** `formSizes`. */
  readonly forms: number;
  /** .debug_ranges, and behind its last whole word. */
  readonly ranges: number;
  readonly rangesEnd: number;
  /** As `RankLayout.bounded`. */
  readonly bounded: number;
  /** Words of each address: the innermost node, and the entry behind whose place a function begins there. */
  readonly innermost: number;
  readonly begins: number;
  /** Words of each open entry. */
  readonly open: number;
  /** Columns of nodes, one after the other, in this order: entry, parent, unit, file and line of the call. */
  readonly nodes: number;
  readonly mostNodes: number;
  /** `entryState`. */
  readonly state: number;
}

/** What is kept between calls, as words. */
export const entryState = {
  looks: 0,
  ranges: 1,
  found: 2,
  count: 3,
  depth: 4,
  node: 5,
  work: 6,
  words: 7,
} as const;
/** Entries open at once; of more the walk goes on by hand. */
export const mostOpen = 1 << 12;

/** The body of a function that does what `PartNodes.mark` does: 0 nothing is asked for, 1 something is, -1 used up. */
export function markScan(layout: EntryLayout, below: number): FunctionBody {
  const body = new FunctionBody(4);
  const [from, to, row, parent] = [0, 1, 2, 3];
  const first = body.local(i32);
  const last = body.local(i32);
  const looks = layout.state + 4 * entryState.looks;
  body
    .i32(0)
    .i32(1)
    .memory(op.i32Store, layout.state + 4 * entryState.found);
  body.get(from).call(below).set(first).get(to).call(below).set(last);
  body.i32(0).i32(0).memory(op.i32Load, looks).get(last).get(first).op(op.i32Sub).op(op.i32Sub);
  body.memory(op.i32Store, looks).i32(0).memory(op.i32Load, looks).i32(0).op(op.i32LtS).when();
  body
    .i32(0)
    .i32(-1)
    .memory(op.i32Store, layout.state + 4 * entryState.ranges)
    .i32(-1)
    .op(op.return)
    .end();
  body.get(first).get(last).op(op.i32Eq).when().i32(0).op(op.return).end();
  body
    .i32(0)
    .get(row)
    .i32(1)
    .op(op.i32Add)
    .memory(op.i32Store, layout.state + 4 * entryState.count);
  const each = body.open(op.loop);
  body.get(first).i32(2).op(op.i32Shl).memory(op.i32Load, layout.innermost).get(parent).op(op.i32Eq).when();
  body.get(first).i32(2).op(op.i32Shl).get(row).memory(op.i32Store, layout.innermost).end();
  body.get(first).i32(1).op(op.i32Add).tee(first).get(last).op(op.i32LtU).brIf(each).end();
  return body.i32(1);
}
