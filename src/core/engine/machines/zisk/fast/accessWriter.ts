import { op } from "../../../../wasm/functionBody";
import { push, type Operand } from "../../../wasm/operand";
import { i64 } from "../../../../wasm/wasmModule";
import { layout } from "../layout";
import type { Width } from "./access";
import type { Counters, Site } from "./counters";
import type { RegionState } from "./regionState";
import { heapClass, type StepCosts } from "./stepCosts";

const loads = { 1: op.i64Load8U, 2: op.i64Load16U, 4: op.i64Load32U, 8: op.i64Load } as const;
const stores = { 1: op.i64Store8, 2: op.i64Store16, 4: op.i64Store32, 8: op.i64Store } as const;

/** Where an access goes, and the step and block that it is counted for. */
export interface Access {
  readonly row: number;
  readonly base: Operand;
  /** Register of `base`; null for a fixed address. */
  readonly register: number | null;
  readonly offset: number;
  readonly width: Width;
  readonly site: Site;
  /** The block's counter. */
  readonly block: number;
}

/**
 * Writes loads and stores. An aligned access to RAM, and a clean one, is done in place; anything else is done
 * and classed by the runtime, which also counts it.
 */
export class AccessWriter {
  constructor(
    private readonly state: RegionState,
    private readonly costs: StepCosts,
    private readonly counters: Counters,
    /** Where RAM stands in the linear memory. */
    private readonly ram: number,
  ) {}

  /** Pushes the zero-extended value. */
  load(access: Access): void {
    const { body } = this.state;
    const { width } = access;
    this.inRam(access, false, i64);
    const { counters, number } = this.count(access, false);
    body.get(this.state.address).op(op.i32WrapI64).memory(loads[width], this.ram);
    body.else();
    this.pushAddress(access);
    body.i32(counters).i32(this.costs.priceOf(width, false, number));
    this.state.call(`load${width}`).end();
  }

  /** Stores c. */
  store(access: Access): void {
    const { body, last } = this.state;
    const { width } = access;
    this.inRam(access, true);
    const { counters, number } = this.count(access, true);
    body.get(this.state.address).op(op.i32WrapI64).get(last).memory(stores[width], this.ram);
    body.else();
    this.pushAddress(access);
    body
      .get(last)
      .i32(counters)
      .i32(this.costs.priceOf(width, true, number));
    this.state.call(`store${width}`).end();
  }

  /** Opens an `if` for accesses to RAM of the shape that is expected; `address` is then relative to RAM. */
  private inRam({ base, offset, width }: Access, isStore: boolean, result?: typeof i64): void {
    const { body, address, last } = this.state;
    push(body, base)
      .i64(BigInt(offset - layout.ram))
      .op(op.i64Add)
      .tee(address);
    // Rotating carries the low bits of an unaligned address to the top, where the comparison fails.
    if (width > 1) body.i64(Math.log2(width)).op(op.i64Rotr);
    body.i64((layout.ramEnd - layout.ram) / width).op(op.i64LtU);
    if (isStore && width === 1)
      body
        .get(address)
        .i64(layout.uart - layout.ram)
        .op(op.i64Ne)
        .op(op.i32And);
    // A byte is clean, a word too, where the rest of the register is 0.
    const clean = !isStore ? 0 : width === 1 ? 8 : width === 4 ? 32 : 0;
    if (clean > 0) body.get(last).i64(clean).op(op.i64ShrU).op(op.i64Eqz).op(op.i32And);
    body.open(op.if, result);
  }

  /** Counters of the access; one in the zone of RAM that was not expected has the same price, only its class differs. */
  private count(access: Access, isStore: boolean): { counters: number; number: number } {
    const { body, address } = this.state;
    const { row, width, register, site, block } = access;
    const number = this.costs.expectedClass(register);
    const counters = this.counters.add({
      kind: "access",
      row,
      width,
      isStore,
      expected: number,
      block,
      site,
    });
    body.get(address).i64(layout.stackEnd - layout.ram);
    body.op(number === heapClass ? op.i64LtU : op.i64GeU).open(op.if);
    this.state.increment(counters + 8 * (heapClass - number));
    body.end();
    return { counters, number };
  }

  private pushAddress({ base, offset }: Access): void {
    push(this.state.body, base);
    if (offset !== 0) this.state.body.i64(offset).op(op.i64Add);
  }
}
