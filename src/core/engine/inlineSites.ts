import { lastAtMost } from "../symbols/symbolTable";
import type { DebugPart, ElfImage } from "../symbols/types";

/** An inlined source function. */
export interface InlinedFunction {
  readonly name: string;
  /** Where its code stands; null unknown. */
  readonly file: string | null;
  /** Of its declaration, or where that is not said the first of its lines that ran. 1-based; 0 unknown. */
  readonly line: number;
}

/** The same while lines are still met. */
interface Met {
  readonly name: string;
  readonly file: string | null;
  declared: number;
  line: number;
}

/** Sites that are told apart; code of a guest has far fewer. */
const mostSites = 1 << 20;
/** Instructions that debug information is asked for: those of 64 MB of code. */
const mostInstructions = 1 << 24;
const unknown = -1;

/**
 * What inlined functions an instruction stands in, as a number: its site. Site 0 is the function's own code; any other
 * is one inlined function more than its parent, which is a smaller number. Equal chains are one site in whatever
 * function they are. Functions of one name in one file are one: names without their paths are common.
 */
export class InlineSites {
  /** By site: the function that was inlined last, a row of `functions`; -1 for site 0. */
  readonly functionOf: number[] = [-1];
  readonly parent: number[] = [-1];
  private readonly met: Met[] = [];
  private readonly rows = new Map<string, number>();
  private readonly below = new Map<number, number>();
  /** By function instance: its site, and its row of `met`. */
  private readonly siteOfNode: Int32Array;
  private readonly rowOfNode: Int32Array;
  private readonly path: number[] = [];

  constructor(private readonly debug: DebugPart | null) {
    this.siteOfNode = new Int32Array(debug?.nodes.length ?? 0).fill(unknown);
    this.rowOfNode = new Int32Array(debug?.nodes.length ?? 0);
  }

  /** The site of the instruction at pc. */
  at(pc: number): number {
    const { debug } = this;
    if (debug === null) return 0;
    const at = lastAtMost(debug.pcs, pc);
    if (debug.pcs[at] !== pc) return 0;
    const { nodes } = debug;
    const node = debug.node(at);
    if (node < 0) return 0;
    // From the instruction outwards: an instance's code stands where it is, or where the next one was inlined.
    let [file, line] = [debug.file(at), debug.line(at)];
    const { path } = this;
    path.length = 0;
    for (let up = node; nodes.parent[up]! >= 0; up = nodes.parent[up]!) {
      const isKnown = this.siteOfNode[up] !== unknown;
      if (!isKnown) {
        path.push(up);
        this.rowOfNode[up] = this.rowOf(up, file);
      }
      const met = this.met[this.rowOfNode[up]!]!;
      if (line > 0 && (met.line === 0 || line < met.line)) met.line = line;
      if (isKnown) break;
      [file, line] = [nodes.file(up), nodes.line(up)];
    }
    for (let i = path.length - 1; i >= 0; i--) {
      const parent = nodes.parent[path[i]!]!;
      this.siteOfNode[path[i]!] = this.child(
        Math.max(0, this.siteOfNode[parent]!),
        this.rowOfNode[path[i]!]!,
      );
    }
    return Math.max(0, this.siteOfNode[node]!);
  }

  /** The functions that were met. */
  functions(): readonly InlinedFunction[] {
    return this.met.map(({ name, file, declared, line }) => ({
      name,
      file,
      line: declared > 0 ? declared : line,
    }));
  }

  private rowOf(node: number, file: number): number {
    const { name, line } = this.debug!.nodes.origin(node);
    const key = `${name ?? "?"}\n${String(file)}`;
    let row = this.rows.get(key);
    if (row === undefined) {
      const path = this.debug!.files[file];
      row = this.met.push({ name: name ?? "?", file: path || null, declared: line, line: 0 }) - 1;
      this.rows.set(key, row);
    }
    return row;
  }

  private child(site: number, row: number): number {
    const key = site * mostSites + row;
    let found = this.below.get(key);
    if (found === undefined) {
      if (this.parent.length >= mostSites || row >= mostSites) return site;
      found = this.parent.push(site) - 1;
      this.functionOf.push(row);
      this.below.set(key, found);
    }
    return found;
  }
}

/** The sites of a guest's code; of more code than any guest has none are told. */
export function inlineSitesOf(elf: ElfImage): InlineSites {
  const width = ((elf.flags ?? 0) & 1) === 1 ? 2 : 4;
  const code = elf.segments
    .filter(({ executable, bytes }) => executable && bytes.length > 0)
    .sort((a, b) => a.address - b.address);
  const most = code.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / width), 0);
  if (most > mostInstructions) return new InlineSites(null);
  const pcs = new Float64Array(most);
  let count = 0;
  // Segments may lie over one another.
  let next = 0;
  for (const { address, bytes } of code)
    for (let pc = Math.max(next, address); pc < address + bytes.length; pc += width) {
      pcs[count++] = pc;
      next = pc + width;
    }
  return new InlineSites(elf.debugOf(pcs.subarray(0, count)));
}
