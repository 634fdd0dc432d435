import type { DebugInfo } from "../symbols/types";

/** An inlined source function. */
export interface InlinedFunction {
  readonly name: string;
  /** Declared at, or where the first of its lines that ran stands: many builds leave declarations out. Null unknown. */
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

/** The same while lines are still met. */
interface Met {
  readonly name: string;
  readonly file: string | null;
  line: number;
}

/** Sites that are told apart; code of a guest has far fewer. */
const mostSites = 1 << 20;

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
  private readonly known = new Map<number, number>();

  constructor(private readonly debug: DebugInfo | null) {}

  /** The site of the instruction at pc. */
  at(pc: number): number {
    const frames = this.debug?.frames(pc) ?? [];
    let site = 0;
    // The last frame is the function itself.
    for (let i = frames.length - 2; i >= 0; i--) {
      const { name, file, line } = frames[i]!;
      const row = this.rowOf(name ?? "?", file);
      const met = this.met[row]!;
      if (line > 0 && (met.line === 0 || line < met.line)) met.line = line;
      site = this.below(site, row);
    }
    return site;
  }

  /** The functions that were met, with their declarations. */
  functions(): readonly InlinedFunction[] {
    for (const { name, file, line } of this.debug?.functions ?? []) {
      const row = line > 0 ? this.rows.get(keyOf(name, file)) : undefined;
      if (row !== undefined && line < this.met[row]!.line) this.met[row]!.line = line;
    }
    return this.met;
  }

  private rowOf(name: string, file: string): number {
    const key = keyOf(name, file);
    let row = this.rows.get(key);
    if (row === undefined) {
      row = this.met.push({ name, file: file === "" ? null : file, line: 0 }) - 1;
      this.rows.set(key, row);
    }
    return row;
  }

  private below(site: number, row: number): number {
    const key = site * mostSites + row;
    let found = this.known.get(key);
    if (found === undefined) {
      if (this.parent.length >= mostSites || row >= mostSites) return site;
      found = this.parent.push(site) - 1;
      this.functionOf.push(row);
      this.known.set(key, found);
    }
    return found;
  }
}

function keyOf(name: string, file: string): string {
  return `${name}\n${file}`;
}
