import { shapeOf, type ControlFlow, type FlowShape } from "./controlFlow";
import { op, type FunctionBody } from "../../wasm/functionBody";

/** Writes a block's straight code; its terminator's operand is left on the stack. */
export type BlockWriter = (block: number) => void;

/**
 * Writes a control-flow graph as WebAssembly with real loops and blocks: the dominator tree decides the
 * nesting, a block with several ways in becomes the end of a `block`, a loop header a `loop`. Graphs that
 * have no such form are written by `writeDispatch`. The work is kept on a stack of its own, so a function
 * may nest as deep as it likes.
 */
export function writeStructured(body: FunctionBody, flow: ControlFlow, write: BlockWriter): void {
  const shape = shapeOf(flow);
  if (!shape.reducible) {
    body.i32(0);
    writeDispatch(body, flow, write);
    return;
  }
  new StructuredWriter(body, flow, shape, write).run();
  body.op(op.unreachable);
}

type Task =
  | { readonly kind: "tree"; readonly block: number }
  | { readonly kind: "code"; readonly block: number }
  | { readonly kind: "jump"; readonly from: number; readonly to: number }
  | { readonly kind: "else" }
  | { readonly kind: "end" };

const endTask: Task = { kind: "end" };
const elseTask: Task = { kind: "else" };

class StructuredWriter {
  /** Tasks in reverse: the last is done next. */
  private readonly tasks: Task[] = [];
  /** Per block, the label that a jump to it branches to. */
  private readonly label: Int32Array;
  private readonly mergesBelow: number[][];

  constructor(
    private readonly body: FunctionBody,
    private readonly flow: ControlFlow,
    private readonly shape: FlowShape,
    private readonly write: BlockWriter,
  ) {
    this.label = new Int32Array(flow.length);
    this.mergesBelow = flow.map(() => []);
    // In order of place, so that each list ascends.
    for (const block of shape.order)
      if (shape.merge[block] === 1 && block !== shape.order[0])
        this.mergesBelow[shape.dominator[block]!]!.push(block);
  }

  run(): void {
    this.tasks.push({ kind: "tree", block: this.shape.order[0]! });
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) this.do(task);
  }

  private do(task: Task): void {
    switch (task.kind) {
      case "end":
        this.body.end();
        return;
      case "else":
        this.body.else();
        return;
      case "tree":
        this.tree(task.block);
        return;
      case "code":
        this.code(task.block);
        return;
      case "jump":
        this.jump(task.from, task.to);
    }
  }

  private tree(block: number): void {
    const isLoop = this.shape.loopHeader[block] === 1;
    // A merge node's label is that of the block that ends before it; inside its own loop, the loop's.
    if (isLoop) this.label[block] = this.body.open(op.loop);
    const merges = this.mergesBelow[block]!;
    if (isLoop) this.tasks.push(endTask);
    // The merge block that comes last is the outermost.
    for (let i = merges.length - 1; i >= 0; i--) {
      this.tasks.push({ kind: "tree", block: merges[i]! }, endTask);
      this.label[merges[i]!] = this.body.open(op.block);
    }
    this.tasks.push({ kind: "code", block });
  }

  private code(block: number): void {
    const end = this.flow[block]!;
    this.write(block);
    switch (end.kind) {
      case "exit":
        return;
      case "goto":
        this.jump(block, end.to);
        return;
      case "branch":
        this.branch(block, end.yes, end.no);
        return;
      case "switch":
        this.body.get(end.index).brTable(
          end.cases.map((to) => this.label[to]!),
          this.label[end.otherwise]!,
        );
    }
  }

  private branch(from: number, yes: number, no: number): void {
    if (yes === no) {
      this.body.op(op.drop);
      this.jump(from, yes);
    } else if (this.isLabelled(from, yes)) {
      this.body.brIf(this.label[yes]!);
      this.jump(from, no);
    } else if (this.isLabelled(from, no)) {
      this.body.op(op.i32Eqz).brIf(this.label[no]!);
      this.jump(from, yes);
    } else {
      this.body.open(op.if);
      this.tasks.push(endTask, { kind: "jump", from, to: no }, elseTask, { kind: "jump", from, to: yes });
    }
  }

  private jump(from: number, to: number): void {
    if (this.isLabelled(from, to)) this.body.br(this.label[to]!);
    else this.tasks.push({ kind: "tree", block: to });
  }

  private isLabelled(from: number, to: number): boolean {
    return this.shape.merge[to] === 1 || this.shape.place[to]! <= this.shape.place[from]!;
  }
}

/**
 * Writes a control-flow graph as one loop around a jump table; the block to start at is an i32 on the
 * stack. Any graph and any number of entries, at the price of an indirect jump a block.
 */
export function writeDispatch(body: FunctionBody, flow: ControlFlow, write: BlockWriter): void {
  const next = body.local(0x7f);
  body.set(next);
  const again = body.open(op.loop);
  const labels = flow.map(() => 0);
  for (let block = flow.length - 1; block >= 0; block--) labels[block] = body.open(op.block);
  body.get(next).brTable(labels, labels.at(-1)!);
  for (let block = 0; block < flow.length; block++) {
    body.end();
    const end = flow[block]!;
    write(block);
    const goTo = (to: number): void => {
      if (to === block + 1) body.br(labels[to]!);
      else body.i32(to).set(next).br(again);
    };
    switch (end.kind) {
      case "exit":
        break;
      case "goto":
        goTo(end.to);
        break;
      case "branch":
        body.open(op.if);
        goTo(end.yes);
        body.end();
        goTo(end.no);
        break;
      case "switch": {
        const targets = [...new Set([...end.cases, end.otherwise])];
        const landing = new Map<number, number>();
        for (const to of targets) landing.set(to, body.open(op.block));
        body.get(end.index).brTable(
          end.cases.map((to) => landing.get(to)!),
          landing.get(end.otherwise)!,
        );
        // The block opened last ends first.
        for (const to of targets.reverse()) {
          body.end();
          goTo(to);
        }
      }
    }
  }
  body.end().op(op.unreachable);
}
