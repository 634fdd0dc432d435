import { CycleLensError } from "../errors";
import type { CallTree, FrameTable } from "../profile/model";
import { safeName } from "../profile/names";
import type { RowCells } from "./scan/rowCells";
import { RowTable } from "./scan/rowTable";
import { inBytes, number, object, strings, type Shape } from "./scan/shape";
import { SampleGuess } from "./sp1SampleGuess";
import { SampleRows, type SampleLayout } from "./sp1SampleRows";
import { StackWeights } from "./sp1StackWeights";
import { withParentsFirst } from "./stackTable";

const again = "check that the file is what SP1 wrote to TRACE_FILE, or trace again";
/** Characters of all names together: a hostile table would fill the memory. */
const maxNameCharacters = 1 << 26;

/** The tables of one thread of a Gecko profile, filled by the scanner in whatever order they come. */
export class GeckoThread {
  hasNames = false;
  private names: string[] = [];
  private characters = 0;
  private readonly frames = new RowTable();
  private readonly stacks = new RowTable({ end: () => (this.hasStacks = true) });
  private hasStacks = false;
  private readonly columns = new Map<string, number>();
  private folded: StackWeights | null = null;
  private guess: SampleGuess | null = null;

  readonly shape: Shape = object({
    frameTable: object({ schema: this.schema("frame.", ["location"]), data: this.frames.shape }),
    stackTable: object({ schema: this.schema("stack.", ["prefix", "frame"]), data: this.stacks.shape }),
    samples: object({
      schema: this.schema("sample.", ["stack", "threadCPUDelta"]),
      data: inBytes(
        new SampleRows(
          () => this.layout(),
          () => (this.folded ??= new StackWeights(null)),
          (cells) => this.sample(cells),
        ),
        { begin: () => this.beginSamples() },
      ),
    }),
    stringTable: strings((name) => this.name(name), {
      begin: () => {
        this.names = [];
        this.characters = 0;
      },
      end: () => (this.hasNames = true),
    }),
  });

  /** The samples by stack. @throws CycleLensError `bad-input` where nothing says which column is what. */
  weights(): StackWeights {
    if (this.folded !== null) return this.folded;
    if (this.guess === null) return (this.folded = new StackWeights(0));
    const layout = this.layout();
    if (layout === null)
      throw bad("nothing says which column of the samples holds the stack and which the cycles");
    const weights = this.guess.weights(layout);
    if (weights === null) throw bad("the samples' stacks and cycles are no whole numbers");
    return (this.folded = weights);
  }

  /** The stacks with their own cycles. @throws CycleLensError `bad-input` for tables that do not fit together. */
  callTree(): CallTree {
    const frames = this.frameTable();
    const length = this.stacks.length;
    const frame = this.stacks.column(this.column("stack.frame", 1));
    const prefix = this.stacks.column(this.column("stack.prefix", 0));
    const self = this.weights().column(length);
    for (let i = 0; i < length; i++)
      if (frame[i]! < 0 || frame[i]! >= frames.length)
        throw bad(`stack ${String(i)} has a frame that does not exist`);
    const rows = withParentsFirst({ prefix, frame, self });
    return {
      length,
      frames,
      prefix: rows.prefix.slice(),
      frame: rows.frame.slice(),
      self: { cycles: rows.self },
    };
  }

  private frameTable(): FrameTable {
    const { length } = this.frames;
    const location = this.frames.column(this.column("frame.location", 0));
    const name = Array.from(location, (at, i) => {
      const found = this.names[at];
      if (found !== undefined) return found;
      if (this.hasNames) throw bad(`frame ${String(i)} has no name`);
      return `function #${String(at)} (its name is cut off)`;
    });
    return {
      length,
      name,
      func: new Int32Array(length).fill(-1),
      file: new Array<string | null>(length).fill(null),
      line: new Int32Array(length),
      inlined: new Uint8Array(length),
    };
  }

  private beginSamples(): void {
    const known = this.layout() !== null;
    this.folded = known ? new StackWeights(this.hasStacks ? this.stacks.length : null) : null;
    this.guess = known ? null : new SampleGuess();
  }

  private sample(cells: RowCells): void {
    const layout = this.layout();
    if (this.guess !== null || layout === null || this.folded === null) {
      this.guess?.add(cells);
      return;
    }
    const { stack, weight } = layout;
    this.folded.add(
      cells.isNull[stack] === 1 && stack < cells.length
        ? -1
        : stack < cells.length
          ? cells.values[stack]!
          : NaN,
      weight < cells.length ? cells.values[weight]! : NaN,
    );
  }

  private layout(): SampleLayout | null {
    const stack = this.columns.get("sample.stack");
    const weight = this.columns.get("sample.threadCPUDelta");
    return stack === undefined || weight === undefined ? null : { stack, weight };
  }

  private schema(table: string, names: readonly string[]): Shape {
    const keys = names.map((name) => [
      name,
      number((at) => {
        if (Number.isInteger(at) && at >= 0 && at < 16) this.columns.set(table + name, at);
      }),
    ]);
    return object(Object.fromEntries(keys) as Record<string, Shape>);
  }

  /** SP1's own order where a table names no columns. */
  private column(name: string, usual: number): number {
    return this.columns.get(name) ?? usual;
  }

  private name(text: string): void {
    const name = safeName(text);
    this.characters += name.length + 16;
    if (this.characters > maxNameCharacters)
      throw new CycleLensError("too-large", "the names of the trace are larger than 64 MB", again);
    this.names.push(name);
  }
}

function bad(what: string): CycleLensError {
  return new CycleLensError("bad-input", what, again);
}
