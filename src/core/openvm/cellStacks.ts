import { CycleLensError } from "../errors";
import { NodeColumn, StackTrie } from "../importers/stackTrie";
import type { Entry } from "./entries";
import { label, metric } from "./metricNames";
import { Names } from "./names";

/** What a frame of these stacks stands for. */
const frameKinds = ["group", "span", "dsl", "opcode", "AIR"] as const;
export type FrameKind = (typeof frameKinds)[number];

export interface CellFrame {
  readonly kind: FrameKind;
  /** As the file has it. */
  readonly text: string;
}

/** The figures that can be added up over AIRs and opcodes. */
export type CellFigure =
  | "cells"
  | "cellsUsed"
  | "rows"
  /** How often opcodes ran, of entries with a span, without one, and as 2.0 counts by AIR. */
  | "spanFrequency"
  | "plainFrequency"
  | "opcodeCount";

/** A span deeper than this is one frame: no program nests so, a hostile file may. */
const mostFrames = 4096;

/**
 * Cells, rows and frequencies as stacks: group › spans › IR › opcode › AIR, as OpenVM's own flame graphs stack them, all
 * groups in one tree. An empty label gives no frame. Memory: different stacks, never the file.
 */
export class CellStacks {
  readonly trie = new StackTrie();
  readonly frames: CellFrame[] = [];
  /** Figures that are no number, or below 0: left out. */
  odd = 0;
  private readonly columns = new Map<CellFigure, NodeColumn>();
  private readonly names = new Names();
  private readonly frameIds = frameKinds.map(() => new Map<number, number>());
  private readonly spans = new Map<number, Map<number, number>>();
  private readonly groups = new Map<number, number>();
  private readonly keyGroup = this.names.of(label.group);
  private readonly keySpan = this.names.of(label.span);
  private readonly keyDsl = this.names.of(label.dslIr);
  private readonly keyOpcode = this.names.of(label.opcode);
  private readonly keyAirName = this.names.of(label.airName);
  private readonly keyAir = this.names.of(label.air);
  private readonly cells = this.names.of(metric.cells);
  private readonly cellsUsed = this.names.of(metric.cellsUsed);
  private readonly rows = this.names.of(metric.rows);
  private readonly frequency = this.names.of(metric.frequency);
  private readonly opcodeCount = this.names.of(metric.opcodeCount);

  /** @param groupName What a group of the file is called: aliases of the settings. */
  constructor(private readonly groupName: ((name: string) => string) | null = null) {}

  /** Whether any figure of this kind came. */
  has(figure: CellFigure): boolean {
    return this.columns.has(figure);
  }

  /** By node of the trie; null where none came. */
  column(figure: CellFigure): Float64Array | null {
    return this.columns.get(figure)?.take(this.trie.length) ?? null;
  }

  add(bytes: Uint8Array, { at, escaped, labels, metricFrom, metricTo, metricEscaped, value }: Entry): void {
    const { names } = this;
    const what = names.id(bytes, metricFrom, metricTo, metricEscaped);
    const wanted =
      what === this.cells ||
      what === this.cellsUsed ||
      what === this.rows ||
      what === this.frequency ||
      what === this.opcodeCount;
    if (!wanted) return;
    let [group, span, dsl, opcode, air] = [-1, -1, -1, -1, -1];
    for (let i = 0; i < labels; i++) {
      const key = names.id(bytes, at[4 * i]!, at[4 * i + 1]!, escaped[2 * i] === 1);
      const isKnown =
        key === this.keyGroup ||
        key === this.keySpan ||
        key === this.keyDsl ||
        key === this.keyOpcode ||
        key === this.keyAirName ||
        key === this.keyAir;
      if (!isKnown) continue;
      const text = names.id(bytes, at[4 * i + 2]!, at[4 * i + 3]!, escaped[2 * i + 1] === 1);
      if (key === this.keyGroup) group = text;
      else if (key === this.keySpan) span = text;
      else if (key === this.keyDsl) dsl = text;
      else if (key === this.keyOpcode) opcode = text;
      else if (key === this.keyAirName || air < 0) air = text;
    }
    const figure = this.figureOf(what, span >= 0);
    // A figure of a whole segment is no figure of an AIR or opcode.
    if (opcode < 0 && air < 0) return;
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
      this.odd++;
      return;
    }
    let node = group < 0 ? -1 : this.trie.child(-1, this.frame(0, this.groupOf(group)));
    if (span >= 0) node = this.spanNode(node, span);
    for (const [kind, text] of [
      [2, dsl],
      [3, opcode],
      [4, air],
    ] as const)
      if (text >= 0 && names.texts[text] !== "") node = this.trie.child(node, this.frame(kind, text));
    if (node < 0) return;
    let column = this.columns.get(figure);
    if (column === undefined) this.columns.set(figure, (column = new NodeColumn()));
    column.add(node, value);
  }

  private groupOf(id: number): number {
    if (this.groupName === null) return id;
    let called = this.groups.get(id);
    if (called === undefined)
      this.groups.set(id, (called = this.names.of(this.groupName(this.names.texts[id]!))));
    return called;
  }

  private figureOf(what: number, withSpan: boolean): CellFigure {
    if (what === this.cells) return "cells";
    if (what === this.cellsUsed) return "cellsUsed";
    if (what === this.rows) return "rows";
    if (what === this.opcodeCount) return "opcodeCount";
    return withSpan ? "spanFrequency" : "plainFrequency";
  }

  /** The node below `parent` of the last frame of a span; spans come again and again. */
  private spanNode(parent: number, span: number): number {
    let known = this.spans.get(parent);
    if (known === undefined) this.spans.set(parent, (known = new Map()));
    let node = known.get(span);
    if (node !== undefined) return node;
    node = parent;
    const parts = this.names.texts[span]!.split(";", mostFrames + 1);
    if (parts.length > mostFrames)
      throw new CycleLensError(
        "too-large",
        `a cycle_tracker_span of more than ${String(mostFrames)} frames`,
        "measure without function spans, or with fewer of them",
      );
    for (const part of parts)
      if (part !== "") node = this.trie.child(node, this.frame(1, this.names.of(part)));
    known.set(span, node);
    return node;
  }

  private frame(kind: number, text: number): number {
    const ids = this.frameIds[kind]!;
    let id = ids.get(text);
    if (id === undefined) {
      id = this.frames.push({ kind: frameKinds[kind]!, text: this.names.texts[text]! }) - 1;
      ids.set(text, id);
    }
    return id;
  }
}
