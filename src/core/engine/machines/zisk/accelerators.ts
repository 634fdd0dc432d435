import { GuestFault } from "../../guestFault";
import type { Bus } from "./bus";
import type { ZiskMemory } from "./memory";

/** Precompiles and hints: operations that reach into memory or the host. */
export class Accelerators {
  lo = 0;
  hi = 0;
  extraCost = 0;

  constructor(
    private readonly bus: Bus,
    private readonly memory: ZiskMemory,
    private readonly inputBytes: number,
  ) {}

  run(op: number, argument: number, aLo: number, aHi: number, bLo: number, bHi: number): void {
    this.lo = this.hi = this.extraCost = 0;
    if (op === 0xa0) {
      this.lo = bLo;
      this.hi = bHi;
      return;
    }
    throw new GuestFault(
      `operation 0x${op.toString(16)} is not carried (${argument} ${aLo} ${aHi} ${String(this.bus.cost)} ${String(this.inputBytes)} ${String(this.memory.lo)})`,
      101,
    );
  }
}
