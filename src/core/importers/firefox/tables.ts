import { safeName } from "../../profile/names";
import { IndexColumn } from "../scan/indexColumn";
import { numbers, object, strings } from "../scan/shape";
import type { Shape } from "../scan/shape";

/**
 * The tables behind the samples. Up to version 55 every thread has its own, from 56 on more and more of them stand in
 * `shared`; whichever is there is used. From 66 on a stack's prefix is how many rows above it stands (`prefixOffset`),
 * from 70 on a frame has its library itself, from 71 and 75 on `flags` say which cells of a frame and a function hold.
 */
export class Tables {
  strings: string[] = [];
  hasStrings = false;
  readonly stackPrefix = new IndexColumn();
  readonly stackOffset = new IndexColumn();
  readonly stackFrame = new IndexColumn();
  readonly frameFunc = new IndexColumn();
  readonly frameLine = new IndexColumn();
  readonly frameDepth = new IndexColumn();
  readonly frameAddress = new IndexColumn();
  readonly frameLib = new IndexColumn();
  readonly frameFlags = new IndexColumn();
  readonly funcName = new IndexColumn();
  readonly funcFile = new IndexColumn();
  readonly funcSource = new IndexColumn();
  readonly funcLine = new IndexColumn();
  readonly funcResource = new IndexColumn();
  readonly funcFlags = new IndexColumn();
  readonly resourceLib = new IndexColumn();
  readonly sourceFile = new IndexColumn();

  /** Keys of a thread or of `shared`. */
  readonly keys: Readonly<Record<string, Shape>> = {
    stringArray: this.texts(),
    stringTable: this.texts(),
    stackTable: object({
      prefix: column(this.stackPrefix),
      prefixOffset: column(this.stackOffset),
      frame: column(this.stackFrame),
    }),
    frameTable: object({
      func: column(this.frameFunc),
      line: column(this.frameLine),
      inlineDepth: column(this.frameDepth),
      address: column(this.frameAddress),
      lib: column(this.frameLib),
      flags: column(this.frameFlags),
    }),
    funcTable: object({
      name: column(this.funcName),
      fileName: column(this.funcFile),
      source: column(this.funcSource),
      lineNumber: column(this.funcLine),
      resource: column(this.funcResource),
      flags: column(this.funcFlags),
    }),
    resourceTable: object({ lib: column(this.resourceLib) }),
    sources: object({ filename: column(this.sourceFile) }),
  };

  /** Parent of each stack; -1 for a root. */
  get prefixes(): Int32Array {
    if (this.stackPrefix.length > 0 || this.stackOffset.length === 0) return this.stackPrefix.rows;
    return this.stackOffset.rows.map((offset, row) => (offset > 0 ? row - offset : -1));
  }

  private texts(): Shape {
    return strings((text) => this.strings.push(safeName(text)), {
      begin: () => {
        this.strings = [];
        this.hasStrings = true;
      },
    });
  }
}

function column(rows: IndexColumn): Shape {
  return numbers((batch, count) => rows.append(batch, count), { begin: () => rows.clear() });
}
