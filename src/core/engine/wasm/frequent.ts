import { op, type FunctionBody } from "../../wasm/functionBody";
import { push, type Operand } from "./operand";
import { i32 } from "../../wasm/wasmModule";

/** A set of operand pairs: a = a0 + i·stride (0 ≤ i < count), b0 ≤ b < b0 + span; 64-bit unsigned. */
export interface OperandBox {
  readonly a0: bigint;
  readonly count: number;
  /** 1, 4 or 8. */
  readonly stride: number;
  readonly b0: number;
  readonly span: number;
}

/** What is known of a pair before it runs. */
export type Membership = "never" | "always" | "tested";

/**
 * Is (a, b) in one of the boxes? Where operands known while translating decide it nothing is written, else
 * an i32 is pushed that is 1 for a pair inside.
 */
export function writeMembership(
  body: FunctionBody,
  boxes: readonly OperandBox[],
  a: Operand,
  b: Operand,
): Membership {
  const left = joined(boxes).filter((box) => !excluded(box, a, b));
  if (left.length === 0) return "never";
  if (a.kind === "constant" && b.kind === "constant") return "always";
  if (b.kind === "constant" || left.length === 1) {
    writeAny(body, left, a, b);
    return "tested";
  }
  // One comparison lets most pairs pass: every box holds small b only.
  push(body, b)
    .i64(BigInt(Math.max(...left.map((box) => box.b0 + box.span))))
    .op(op.i64LtU)
    .open(op.if, i32);
  writeAny(body, left, a, b);
  body.else().i32(0).end();
  return "tested";
}

const joinedBoxes = new WeakMap<readonly OperandBox[], readonly OperandBox[]>();

/** Boxes with the same b whose a follow on each other are one box; worked out once for a list. */
function joined(boxes: readonly OperandBox[]): readonly OperandBox[] {
  let out = joinedBoxes.get(boxes);
  if (out === undefined) joinedBoxes.set(boxes, (out = join(boxes)));
  return out;
}

function join(boxes: readonly OperandBox[]): OperandBox[] {
  const out: OperandBox[] = [];
  for (const box of boxes) {
    const before = out.findIndex(
      (other) =>
        other.b0 === box.b0 &&
        other.span === box.span &&
        other.stride === box.stride &&
        other.a0 + BigInt(other.count * other.stride) === box.a0,
    );
    if (before < 0) out.push(box);
    else out[before] = { ...out[before]!, count: out[before]!.count + box.count };
  }
  return out;
}

function excluded(box: OperandBox, a: Operand, b: Operand): boolean {
  if (b.kind === "constant" && (b.value < BigInt(box.b0) || b.value >= BigInt(box.b0 + box.span)))
    return true;
  if (a.kind !== "constant") return false;
  const distance = BigInt.asUintN(64, a.value - box.a0);
  return distance % BigInt(box.stride) !== 0n || distance / BigInt(box.stride) >= BigInt(box.count);
}

function writeAny(body: FunctionBody, boxes: readonly OperandBox[], a: Operand, b: Operand): void {
  boxes.forEach((box, i) => {
    if (a.kind === "local") {
      writeLeft(body, box, a);
      if (b.kind === "local") writeRight(body, box, b).op(op.i32And);
    } else writeRight(body, box, b);
    if (i > 0) body.op(op.i32Or);
  });
}

function writeLeft(body: FunctionBody, box: OperandBox, a: Operand): void {
  push(body, a);
  if (box.a0 !== 0n) body.i64(box.a0).op(op.i64Sub);
  if (box.count === 1) {
    body.op(op.i64Eqz);
    return;
  }
  // Rotating right carries a remainder to the top, where it fails the comparison.
  if (box.stride > 1) body.i64(BigInt(Math.log2(box.stride))).op(op.i64Rotr);
  body.i64(BigInt(box.count)).op(op.i64LtU);
}

function writeRight(body: FunctionBody, box: OperandBox, b: Operand): FunctionBody {
  push(body, b);
  if (box.b0 !== 0) body.i64(BigInt(box.b0)).op(op.i64Sub);
  if (box.span === 1) return body.op(op.i64Eqz);
  return body.i64(BigInt(box.span)).op(op.i64LtU);
}
