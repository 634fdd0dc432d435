import type { CallTree, FunctionTable } from "../profile/model";
import { crateOf } from "../profile/names";
import type { ElfImage } from "../symbols/types";
import type { TraceFacts } from "./artefact";
import { withoutHashes } from "./functionNames";
import { Sp1Symbols, type FoundSymbol } from "./sp1Symbols";
import { treeFunctions } from "./sp1TreeFunctions";

/** Cycles before the first function of the symbol table: SP1's samples without a stack. */
const noSymbolRow = "[no symbol]";

export interface Sp1Functions {
  readonly functions: FunctionTable;
  /** Frames with the names of the rows, their rows and their places. */
  readonly callTree: CallTree;
  readonly warnings: readonly string[];
}

/**
 * One row a name of the trace, in order of total cycles: what the samples say, with crate, entry and declaration
 * from the ELF. Names that differ only in their hashes stay separate rows.
 */
export function sp1Functions(tree: CallTree, trace: TraceFacts, elf: ElfImage | null): Sp1Functions {
  const found = treeFunctions(tree, "cycles");
  const symbols = elf === null ? null : new Sp1Symbols(elf);
  const known = found.name.map((name) => symbols?.find(name) ?? null);
  // 1. Rows, the one without symbols in its place.
  const rows = found.name.map((name, i) => ({
    name: withoutHashes(name),
    raw: name,
    self: found.self[i]!,
    total: found.total[i]!,
    symbol: known[i] ?? null,
    from: i,
  }));
  if (trace.withoutStack > 0) {
    const { withoutStack } = trace;
    rows.push({
      name: noSymbolRow,
      raw: "",
      self: withoutStack,
      total: withoutStack,
      symbol: null,
      from: -1,
    });
  }
  rows.sort(
    (a, b) =>
      b.total - a.total || b.self - a.self || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.from - b.from),
  );
  const rowOf = new Int32Array(found.name.length).fill(-1);
  rows.forEach(({ from }, at) => {
    if (from >= 0) rowOf[from] = at;
  });
  const functions: FunctionTable = {
    length: rows.length,
    name: rows.map((row) => row.name),
    rawName: rows.map((row) => row.symbol?.rawName ?? (row.raw === "" ? null : row.raw)),
    crate: rows.map((row) => row.symbol?.crate ?? crateOf(row.name)),
    file: rows.map((row) => row.symbol?.declaration?.file ?? null),
    line: Int32Array.from(rows, (row) => row.symbol?.declaration?.line ?? 0),
    address: Float64Array.from(rows, (row) => row.symbol?.address ?? NaN),
    calls: new Float64Array(rows.length).fill(NaN),
    self: { cycles: Float64Array.from(rows, (row) => row.self) },
    total: { cycles: Float64Array.from(rows, (row) => row.total) },
  };
  // 2. Frames.
  const row = found.ofFrame.map((i) => (i < 0 ? -1 : rowOf[i]!));
  const at = (frame: number): number => row[frame]!;
  const callTree: CallTree = {
    ...tree,
    frames: {
      ...tree.frames,
      name: tree.frames.name.map((name, frame) => functions.name[at(frame)] ?? withoutHashes(name)),
      func: row,
      file: tree.frames.name.map((_, frame) => functions.file[at(frame)] ?? null),
      line: Int32Array.from(tree.frames.name, (_, frame) => functions.line[at(frame)] ?? 0),
    },
  };
  return { functions, callTree, warnings: elf === null ? [] : unknownSymbols(known, found.self, trace) };
}

/** How much of the trace the ELF does not know, or knows by name only: nothing, where it is the one that ran. */
function unknownSymbols(
  known: readonly (FoundSymbol | null)[],
  self: Float64Array,
  trace: TraceFacts,
): string[] {
  const share = (of: (symbol: FoundSymbol | null) => boolean): { count: number; percent: string } => {
    const cycles = known.reduce((sum, symbol, i) => sum + (of(symbol) ? self[i]! : 0), 0);
    return {
      count: known.filter(of).length,
      percent: (trace.cycles > 0 ? (100 * cycles) / trace.cycles : 0).toFixed(1),
    };
  };
  const missing = share((symbol) => symbol === null);
  const similar = share((symbol) => symbol?.exact === false);
  const all = `of the trace's ${String(known.length)} functions`;
  return [
    ...(missing.count === 0
      ? []
      : [
          `the ELF lacks ${String(missing.count)} ${all} (${missing.percent} % of the cycles): is it the one that ran?`,
        ]),
    ...(similar.count === 0
      ? []
      : [
          `the ELF is of another build: ${String(similar.count)} ${all} (${similar.percent} % of the cycles) were found by name only`,
        ]),
  ];
}
