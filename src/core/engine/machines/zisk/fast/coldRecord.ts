import { operationWriters } from "../../../wasm/arithmetic";
import type { OpRow, ZiskModel } from "../model";
import type { Width } from "./access";

/**
 * A row of the program as the WebAssembly interpreter reads it: one record in the linear memory. Addresses are of the
 * linear memory; a record that was never run holds zeros. Offsets in bytes.
 */
export const field = {
  /** Number of the handler, see `ColdHandlers`. */
  handler: 0,
  /** Where a, b and the result stand: a register, or the immediate below. */
  a: 4,
  b: 8,
  to: 12,
  /** 64 bits: b's immediate, or what is added to an address. */
  immediate: 16,
  /** Of jumps: the record that follows; of computed ones, the return address. */
  next: 24,
  taken: 28,
  /** Of accesses: address of their counters, one for each class of the width and direction. */
  counters: 24,
  /** Of `add`: how often it was not cheap. 64 bits. */
  extra: 24,
  runs: 32,
  hits: 40,
} as const;
export const recordBytes = 48;

/** What a record does. */
export type Handler =
  /** Not yet filled; left to the host's interpreter; where translated code begins. */
  | { readonly kind: "fill" | "host" | "watch" }
  /** An accelerator, a hint or a tag. */
  | { readonly kind: "special" }
  | { readonly kind: "nothing" | "copy" }
  /** Jumps to one place: inside a function, as a call, into another function. */
  | { readonly kind: "jump" | "call" | "jumpAway" }
  | { readonly kind: "computedCall" | "computedJump" }
  | { readonly kind: "branch" | "alu"; readonly operation: OpRow }
  | { readonly kind: "load"; readonly operation: OpRow; readonly width: Width }
  | { readonly kind: "store"; readonly width: Width };

const fixed = [
  "fill",
  "host",
  "watch",
  "special",
  "nothing",
  "copy",
  "jump",
  "call",
  "jumpAway",
  "computedCall",
  "computedJump",
] as const;
type Fixed = (typeof fixed)[number];

const loadForms = [
  ["copyb", 8],
  ["copyb", 4],
  ["signextend_w", 4],
  ["copyb", 2],
  ["signextend_h", 2],
  ["copyb", 1],
  ["signextend_b", 1],
] as const;
const widths = [1, 2, 4, 8] as const;

/** The handlers of a model, numbered. */
export class ColdHandlers {
  readonly list: readonly Handler[];
  /** Jumps are numbered in a row, from `jump` to this one. */
  readonly lastJump: number;
  private readonly firstLoad: number;
  private readonly lastStore: number;
  private readonly alu = new Uint8Array(256);
  private readonly branches = new Uint8Array(256);
  private readonly loads = new Uint8Array(256 * 9);
  private readonly stores = new Uint8Array(9);

  constructor(model: ZiskModel) {
    const list: Handler[] = fixed.map((kind) => ({ kind }));
    const byName = new Map(model.ops.map((op) => [op.name, op]));
    for (const name of ["eq", "lt", "ltu"]) {
      const operation = byName.get(name)!;
      this.branches[operation.code] = list.push({ kind: "branch", operation }) - 1;
    }
    this.lastJump = list.length - 1;
    this.firstLoad = list.length;
    for (const [name, width] of loadForms) {
      const operation = byName.get(name)!;
      this.loads[operation.code * 9 + width] = list.push({ kind: "load", operation, width }) - 1;
    }
    for (const width of widths) this.stores[width] = list.push({ kind: "store", width }) - 1;
    this.lastStore = list.length - 1;
    for (const operation of model.ops)
      if (operation.name in operationWriters && operation.kind !== "internal")
        this.alu[operation.code] = list.push({ kind: "alu", operation }) - 1;
    this.list = list;
  }

  /** 0 where there is none. */
  ofAlu(op: number): number {
    return this.alu[op]!;
  }

  ofBranch(op: number): number {
    return this.branches[op]!;
  }

  ofLoad(op: number, width: number): number {
    return this.loads[op * 9 + width]!;
  }

  /** Loads and stores are numbered in a row, too. */
  isAccess(handler: number): boolean {
    return handler >= this.firstLoad && handler <= this.lastStore;
  }

  ofStore(width: number): number {
    return this.stores[width]!;
  }
}

export function handlerOf(kind: Fixed): number {
  return fixed.indexOf(kind);
}
