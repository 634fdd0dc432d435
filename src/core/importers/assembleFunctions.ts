import { startUpRow, type Attribution } from "../analysis/attribute";
import { isBracketed, newFunctionRow, type FunctionRow } from "../profile/builder";
import type { CallTree, Listed } from "../profile/model";
import { declarationsOf, type Declaration } from "../symbols/declaration";
import type { ElfImage } from "../symbols/types";
import { isCompacted, nameKey, withoutHashes } from "./functionNames";
import { treeTotals } from "./treeTotals";

export interface AssembledFunctions {
  readonly rows: readonly FunctionRow[];
  /** The row of each row of the attribution's functions. */
  readonly ofAttribution: readonly FunctionRow[];
  /** The row of each frame of the call tree. */
  readonly ofFrame: readonly FunctionRow[];
  readonly warnings: readonly string[];
}

/** The row for cost that the call tree does not hold: before the first call, data initialisation. */
export const outsideTreeRow = "[outside the call tree]";

/** The emulator's name for its start-up and exit code. */
const bios = "ziskos::BIOS";

/**
 * One row a function, from what each artefact knows: self steps from counts and ELF, self and inclusive cost from the
 * call tree, calls and inclusive steps from the list. Functions of equal names stay apart where the ELF, the tree or
 * the list tells them apart.
 */
export function assembleFunctions(
  attribution: Attribution | null,
  tree: CallTree | null,
  listed: Listed | null,
  elf: ElfImage | null,
): AssembledFunctions {
  const warnings: string[] = [];
  const book = new RowBook(elf);
  const ofAttribution = attribution ? fromAttribution(attribution, book) : [];
  const ofFrame = tree ? fromTree(tree, book) : [];
  if (listed) fromListed(listed, book, tree !== null, warnings);
  if (
    elf &&
    book.asked >= 4 &&
    book.found * 2 < book.asked &&
    !(listed?.functions ?? []).some((f) => isCompacted(f.name))
  )
    warnings.push(
      `the ELF names only ${String(book.found)} of ${String(book.asked)} functions of this run; is it the one that ran?`,
    );
  return { rows: book.rows, ofAttribution, ofFrame, warnings };
}

/** Rows by name; of equal names the first one that is still free for a source is given out. */
class RowBook {
  readonly rows: FunctionRow[] = [];
  private readonly byKey = new Map<string, FunctionRow[]>();
  private readonly symbols = new Map<string, number[]>();
  private readonly declaration: (address: number) => Declaration | null;
  asked = 0;
  found = 0;

  constructor(private readonly elf: ElfImage | null) {
    this.declaration = declarationsOf(elf);
    if (elf === null) return;
    for (let i = 0; i < elf.symbols.length; i++) {
      const key = nameKey(elf.symbols.name[i]!);
      const same = this.symbols.get(key);
      if (same) same.push(i);
      else this.symbols.set(key, [i]);
    }
  }

  add(row: FunctionRow): FunctionRow {
    this.rows.push(row);
    const key = nameKey(row.name);
    const same = this.byKey.get(key);
    if (same) same.push(row);
    else this.byKey.set(key, [row]);
    return row;
  }

  /** Rows of this name in the order of `by`, the largest first; new ones until there are `count`. */
  ofName(name: string, count: number, by: (row: FunctionRow) => number): FunctionRow[] {
    const key = nameKey(name);
    const symbols = this.symbols.get(key) ?? [];
    this.asked++;
    if (symbols.length > 0 || isBracketed(name) || name === bios) this.found++;
    const rows = [...(this.byKey.get(key) ?? [])].sort((a, b) => orLeast(by(b)) - orLeast(by(a)));
    // Symbols that no row stands for yet.
    const taken = new Set(rows.map((row) => row.address));
    const free = symbols.filter((i) => !taken.has(this.elf!.symbols.address[i]!));
    while (rows.length < count) {
      // With several candidates nobody can say which: the row has the name and no address.
      const symbol = symbols.length === 1 || free.length === count - rows.length ? free.shift() : undefined;
      rows.push(
        this.add(symbol === undefined ? newFunctionRow(withoutHashes(name)) : this.fromSymbol(symbol)),
      );
    }
    return rows;
  }

  private fromSymbol(i: number): FunctionRow {
    const { symbols } = this.elf!;
    const declared = this.declaration(symbols.address[i]!);
    return {
      ...newFunctionRow(symbols.name[i]!),
      rawName: symbols.rawName[i]!,
      crate: symbols.crate[i] ?? null,
      address: symbols.address[i]!,
      file: declared?.file ?? null,
      line: declared?.line ?? 0,
    };
  }
}

function fromAttribution(attribution: Attribution, book: RowBook): FunctionRow[] {
  const { functions } = attribution;
  return functions.name.map((name, i) =>
    book.add({
      ...newFunctionRow(name),
      rawName: functions.rawName[i] ?? null,
      crate: functions.crate[i] ?? null,
      file: functions.file[i] ?? null,
      line: functions.line[i] ?? 0,
      address: functions.address[i] ?? NaN,
      selfSteps: functions.self.steps?.[i] ?? NaN,
    }),
  );
}

function fromTree(tree: CallTree, book: RowBook): FunctionRow[] {
  const { frames } = tree;
  // 1. Only frames that stand in the tree: the emulator's table may name every function of the program.
  const used = new Uint8Array(frames.length);
  for (let node = 0; node < tree.length; node++) used[tree.frame[node]!] = 1;
  const group = Int32Array.from(frames.name, (_, frame) => (used[frame] === 1 ? frame : -1));
  const totals = treeTotals(tree, "cost", group, frames.length);
  // 2. Frames of one name, the costliest first, go with the rows of that name in the same order.
  const rows = new Array<FunctionRow>(frames.length);
  const names = new Map<string, number[]>();
  frames.name.forEach((name, frame) => {
    if (used[frame] !== 1) return;
    const shown = frameName(name);
    const key = nameKey(shown);
    const same = names.get(key);
    if (same) same.push(frame);
    else names.set(key, [frame]);
  });
  for (const same of names.values()) {
    same.sort((a, b) => totals.self[b]! - totals.self[a]!);
    const candidates = book.ofName(frameName(frames.name[same[0]!]!), same.length, (row) => row.selfSteps);
    // A step costs at least 62: a function with more steps than that cannot be this frame's.
    const found = pair(
      same,
      candidates,
      (frame, row) => !(row.selfSteps * leastStepCost > totals.self[frame]!),
    );
    same.forEach((frame, k) => {
      const row = found[k]!;
      rows[frame] = row;
      // A step is never free: nothing was charged since the emulator had lost its call stack by then.
      if (totals.total[frame] === 0 && row.selfSteps > 0) return;
      row.selfCost = totals.self[frame]!;
      row.totalCost = totals.total[frame]!;
    });
  }
  return rows;
}

/** MAIN cost of a step in the cheapest model so far. */
const leastStepCost = 62;

/** More functions of one name than this are paired by their order alone. */
const mostTried = 256;

/** A row for each item, both in order of size: the first one left that fits, else the first one left. */
function pair<T>(
  items: readonly T[],
  rows: readonly FunctionRow[],
  fits: (item: T, row: FunctionRow) => boolean,
): readonly FunctionRow[] {
  if (rows.length === items.length || rows.length > mostTried) return rows;
  const left = [...rows];
  return items.map((item) => {
    const at = left.findIndex((row) => fits(item, row));
    return left.splice(Math.max(0, at), 1)[0]!;
  });
}

function frameName(name: string): string {
  return name === bios ? startUpRow : name;
}

function fromListed(listed: Listed, book: RowBook, hasTree: boolean, warnings: string[]): void {
  const names = new Map<string, Listed["functions"][number][]>();
  for (const entry of listed.functions) {
    const key = nameKey(entry.name);
    const same = names.get(key);
    if (same) same.push(entry);
    else names.set(key, [entry]);
  }
  const size = (row: FunctionRow): number =>
    Number.isNaN(row.totalCost) ? (Number.isNaN(row.selfSteps) ? -1 : row.selfSteps) : row.totalCost;
  for (const same of names.values()) {
    const entries = [...same].sort((a, b) => (b.cost ?? b.steps ?? 0) - (a.cost ?? a.steps ?? 0));
    const candidates = book.ofName(entries[0]!.name, entries.length, size);
    const rows = pair(entries, candidates, (entry, row) => !(row.selfSteps > (entry.steps ?? Infinity)));
    entries.forEach((entry, k) => {
      const row = rows[k]!;
      if (entry.calls !== null) row.calls = entry.calls;
      if (listed.inclusive) {
        // The emulator counts a step less for a tail call; a total is never less than the exact self.
        if (entry.steps !== null) row.totalSteps = Math.max(entry.steps, orLeast(row.selfSteps));
        // Either lacks something: the tree what was reached by a tail call, the list what recursion hid.
        if (entry.cost !== null) row.totalCost = Math.max(entry.cost, orLeast(row.totalCost));
      } else {
        if (entry.steps !== null && Number.isNaN(row.selfSteps)) row.selfSteps = entry.steps;
        if (entry.cost !== null && Number.isNaN(row.selfCost)) row.selfCost = entry.cost;
      }
    });
  }
  if (listed.functions.some((f) => isCompacted(f.name)))
    warnings.push(
      "the list has shortened names; ask the emulator for --no-compact-names to match them with the ELF",
    );
  if (!listed.inclusive && hasTree)
    warnings.push("the list is of self figures, the call tree's are inclusive: totals are the tree's");
}

function orLeast(value: number): number {
  return Number.isNaN(value) ? -1 : value;
}
