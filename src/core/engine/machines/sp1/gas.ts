import type { Sp1Model } from "./model";
import { opcodeNames } from "./opcodes";
import { forReadRows, type Sp1Program } from "./program";

/**
 * Gas (sp1-tracing §7): the sum over chunks of ⌊(3 · area + complexity) / 10⌋, where a chunk ends once the memory trace
 * has so many entries.
 */
export class Sp1Gas {
  /** Entries of the chunk's memory trace. */
  entries = 0;
  /** Registers and words used for the first time in their chunk. */
  local = 0;
  /** Times that the clock comes near a multiple of 2^24, and passes it. */
  stateBumps = 0;
  clockBumps = 0;
  /** Calls by place in the model's table. */
  readonly calls: Float64Array;
  chunks = 0;
  private raw = 0n;
  private area = 0;
  private complexity = 0;
  private readonly areas: Float64Array;
  private readonly complexities: Float64Array;

  constructor(
    private readonly model: Sp1Model,
    private readonly program: Sp1Program,
  ) {
    this.calls = new Float64Array(model.syscalls.length);
    this.areas = Float64Array.from(opcodeNames, (name) => model.opcodes[name]?.area ?? 0);
    this.complexities = Float64Array.from(opcodeNames, (name) => model.opcodes[name]?.complexity ?? 0);
  }

  /** Ends the chunk; `count` are the executions by row since the start of the run. */
  endChunk(count: Float64Array): void {
    const { area, complexity } = this.sums(count);
    this.raw += BigInt(Math.floor((3 * (area - this.area) + (complexity - this.complexity)) / 10));
    this.area = area;
    this.complexity = complexity;
    this.entries = 0;
    this.chunks++;
  }

  /** As SP1's report has it, of all chunks that ended. */
  get rawGas(): bigint {
    return this.raw;
  }

  get shownGas(): bigint {
    const { numerator, denominator } = this.model.shownGas;
    return (this.raw * numerator) / denominator;
  }

  private sums(count: Float64Array): { area: number; complexity: number } {
    const { base, crosses } = this.program;
    const { model } = this;
    let area = 0;
    let complexity = 0;
    let crossed = 0;
    countsByOpcode(this.program, count).forEach((n, code) => {
      area += n * this.areas[code]!;
      complexity += n * this.complexities[code]!;
    });
    // Only rows at the end of a block of 64 KiB cross.
    for (let row = (65536 - (base % 65536)) / 4 - 1; row < count.length; row += 16384)
      if (row >= 0) crossed += count[row]! * crosses[row]!;
    let sent = 0;
    model.syscalls.forEach((call, i) => {
      const n = this.calls[i]!;
      area += n * call.rows * call.area;
      complexity += n * call.rows * call.complexity;
      if (!call.retained) sent += n;
    });
    const rows = [
      [this.local, model.local],
      [2 * this.local + sent, model.global],
      [sent, model.syscallCore],
      [this.stateBumps + crossed, model.stateBump],
      [32 * this.clockBumps, model.memoryBump],
    ] as const;
    for (const [n, price] of rows) {
      area += n * price.area;
      complexity += n * price.complexity;
    }
    return { area, complexity };
  }
}

/** Executions by opcode, of executions by row. */
export function countsByOpcode(program: Sp1Program, count: Float64Array): Float64Array {
  const { op } = program;
  const counts = new Float64Array(opcodeNames.length);
  forReadRows(program, (from, to) => {
    for (let row = from; row < to; row++) {
      const n = count[row]!;
      if (n !== 0) counts[op[row]!]! += n;
    }
  });
  return counts;
}

/** Ones of a word. */
export function bitCount(v: number): number {
  v -= (v >>> 1) & 0x55555555;
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
