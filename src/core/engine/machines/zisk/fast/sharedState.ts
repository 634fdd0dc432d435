import type { ZiskInterpreter } from "../interpreter";
import type { ZiskModel } from "../model";
import { place } from "./arena";

/** Registers that the two hold: x1 … x31 and the scratch ones. */
const registerEnd = 34;

/** One state for two ways to run: what stands in the linear memory while WebAssembly runs, and in the interpreter else. */
export class SharedState {
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  /** Steps at which the fuel that is in memory would be used up. */
  fuelEnd = 0;

  constructor(
    private readonly interpreter: ZiskInterpreter,
    private readonly model: ZiskModel,
    memory: ArrayBuffer,
  ) {
    this.words = new Int32Array(memory);
    this.longs = new BigInt64Array(memory);
  }

  /** Steps that are done, while WebAssembly runs. */
  get steps(): number {
    return this.fuelEnd - this.get(place.fuel);
  }

  /** Cost so far, while WebAssembly runs. */
  get cost(): number {
    return this.get(place.cost) + this.get(place.extra);
  }

  /** A signed whole number of 64 bits in the linear memory. */
  get(at: number): number {
    const low = this.words[at >>> 2]! >>> 0;
    const high = this.words[(at >>> 2) + 1]!;
    return high === 0 ? low : high * 4294967296 + low;
  }

  set(at: number, value: number): void {
    this.words[at >>> 2] = value;
    this.words[(at >>> 2) + 1] = Math.floor(value / 4294967296);
  }

  toTranslated(): void {
    const { interpreter, words, model } = this;
    const { lo, hi, steps, opTotal, memTotal } = interpreter;
    for (let r = 1; r < registerEnd; r++) {
      words[2 * r] = lo[r]!;
      words[2 * r + 1] = hi[r]!;
    }
    this.set(place.fuel, this.fuelEnd - steps);
    this.set(place.cost, model.main * steps + opTotal + memTotal - this.get(place.extra));
  }

  /** The run goes on at a row. */
  toInterpreter(row: number): void {
    const { interpreter, words, model } = this;
    const { lo, hi } = interpreter;
    for (let r = 1; r < registerEnd; r++) {
      lo[r] = words[2 * r]!;
      hi[r] = words[2 * r + 1]!;
    }
    interpreter.steps = this.steps;
    interpreter.memTotal = 0;
    interpreter.opTotal = this.cost - model.main * interpreter.steps;
    interpreter.row = row;
  }
}
