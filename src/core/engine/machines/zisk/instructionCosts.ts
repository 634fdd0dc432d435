import type { Region } from "../../../profile/model";
import type { PcCosts, PrecompileCount } from "../../types";
import { layout } from "./layout";
import type { MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";
import { pcAccesses } from "./pcAccesses";
import type { RowAccesses } from "./rowAccesses";

/** What a machine counted, by row of the micro-program. */
interface Counted {
  readonly program: { readonly code: MicroProgram };
  readonly count: Float64Array;
  readonly opCost: Float64Array;
  readonly memCost: Float64Array;
  readonly frequent: Float64Array;
  readonly accesses: RowAccesses;
}

/** Rows [first, end) of every instruction that ran, in order of address. */
interface Ran {
  readonly length: number;
  readonly first: Int32Array;
  readonly end: Int32Array;
}

/** What instructions cost, and what that comes to. */
export interface InstructionCosts {
  readonly pcs: PcCosts;
  /** Steps and cost by operation. */
  readonly opCount: Float64Array;
  readonly opCost: Float64Array;
  /** Cost of all operations that are no precompiles, and of those that are. */
  readonly opcodes: number;
  readonly precompiles: number;
  /** Precompiles by instruction. */
  readonly sites: readonly PrecompileCount[];
  readonly regions: Region[];
  /** FROPS hits by operation. */
  readonly frequent: Float64Array;
  /** Memory accesses by class. */
  readonly accesses: Float64Array;
}

/** First addresses behind the regions. */
export const regionLimits = [layout.rom, layout.library, layout.floatLibrary, layout.romEnd];
/** And their names. */
export const regionNames = ["LOW (< ROM)", "PROGRAM ROM", "ZISKLIB ROM", "FLOAT ROM"];

/**
 * Charges micro-steps to their instruction; rows of one stand together. All of it is one pass: it mostly runs before it is
 * compiled, where every number that is read is an object.
 */
export function instructionCosts(state: Counted, model: ZiskModel): InstructionCosts {
  const { count, opCost, memCost } = state;
  const { op, owner } = state.program.code;
  const { length, first, end } = instructionsThatRan(state);
  const { isPrecompile, siteName, fullCost } = operations(model);
  const column = (): Float64Array => new Float64Array(length);
  const [pc, runs, steps, cost, main] = [column(), column(), column(), column(), column()];
  const [opcodes, precompiles, memory, spared] = [column(), column(), column(), column()];
  const opCounts = new Float64Array(256);
  const opCosts = new Float64Array(256);
  const sites: PrecompileCount[] = [];
  const byRegion = regionLimits.map(() => 0);
  let [region, regionSteps] = [0, 0];
  let limit: number = regionLimits[0]!;
  let [allOpcodes, allPrecompiles, savedAny] = [0, 0, false];
  for (let i = 0; i < length; i++) {
    let row = first[i]!;
    const stop = end[i]!;
    const at = owner[row]!;
    let n = count[row]!;
    pc[i] = at;
    runs[i] = n;
    let ofSteps = 0;
    let ofOpcodes = 0;
    let ofPrecompiles = 0;
    let ofMemory = 0;
    for (;;) {
      const code = op[row]!;
      const paid = opCost[row]!;
      ofSteps += n;
      ofMemory += memCost[row]!;
      opCounts[code]! += n;
      opCosts[code]! += paid;
      if (isPrecompile[code] === 1) {
        ofPrecompiles += paid;
        const name = siteName[code];
        if (name !== undefined && n > 0) sites.push({ pc: at, name, count: n, cost: paid });
      } else ofOpcodes += paid;
      if (fullCost[code]! > 0) {
        const saved = fullCost[code]! * n - paid;
        if (saved > 0) {
          spared[i]! += saved;
          savedAny = true;
        }
      }
      if (++row === stop) break;
      n = count[row]!;
    }
    const ofMain = model.main * ofSteps;
    steps[i] = ofSteps;
    main[i] = ofMain;
    opcodes[i] = ofOpcodes;
    precompiles[i] = ofPrecompiles;
    memory[i] = ofMemory;
    cost[i] = ofMain + ofOpcodes + ofPrecompiles + ofMemory;
    allOpcodes += ofOpcodes;
    allPrecompiles += ofPrecompiles;
    while (at >= limit) {
      byRegion[region] = regionSteps;
      regionSteps = 0;
      limit = regionLimits[++region] ?? Infinity;
    }
    regionSteps += ofSteps;
  }
  byRegion[region] = regionSteps;
  const pcs: PcCosts = {
    length,
    pc,
    count: runs,
    steps,
    cost,
    parts: { main, opcodes, precompiles, memory },
    extras: savedAny ? { spared } : {},
    accesses: pcAccesses(state.accesses, model.memory, first, end),
  };
  return {
    pcs,
    opCount: opCounts,
    opCost: opCosts,
    opcodes: allOpcodes,
    precompiles: allPrecompiles,
    sites,
    regions: regionNames.map((name, i) => ({ name, steps: byRegion[i]! })),
    frequent: state.frequent,
    accesses: state.accesses.totals(),
  };
}

/** By code of the operation: precompiles, their names where the tool lists them, and the cost that can be spared. */
export function operations(model: ZiskModel): {
  isPrecompile: Uint8Array;
  siteName: readonly (string | undefined)[];
  fullCost: readonly number[];
} {
  const isPrecompile = new Uint8Array(256);
  const siteName = new Array<string | undefined>(256).fill(undefined);
  const fullCost = new Array<number>(256).fill(0);
  for (const { code, kind, cost, listed, name } of model.ops) {
    if (kind === "precompile") {
      isPrecompile[code] = 1;
      if (listed) siteName[code] = name;
    }
    // Frequent operands of these, and small ones of `add`, are cheaper.
    if (kind === "arith" || kind === "binary" || kind === "binaryE") fullCost[code] = cost;
  }
  return { isPrecompile, siteName, fullCost };
}

function instructionsThatRan({ program, count }: Counted): Ran {
  const { owner } = program.code;
  const rows = program.code.neededRows();
  let first = new Int32Array(rows.length);
  let end = new Int32Array(rows.length);
  let length = 0;
  let before = -1;
  let ascends = true;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (count[row] === 0) continue;
    const at = owner[row]!;
    if (at === before) {
      end[length - 1] = row + 1;
      continue;
    }
    ascends &&= at > before;
    before = at;
    first[length] = row;
    end[length++] = row + 1;
  }
  first = first.subarray(0, length);
  end = end.subarray(0, length);
  if (ascends) return { length, first, end };
  const order = Int32Array.from(first.keys()).sort((a, b) => owner[first[a]!]! - owner[first[b]!]!);
  return { length, first: order.map((i) => first[i]!), end: order.map((i) => end[i]!) };
}
