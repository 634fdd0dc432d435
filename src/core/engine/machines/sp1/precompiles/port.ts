import type { Sp1Gas } from "../gas";
import type { Sp1Memory } from "../memory";

/** The machine as a precompile sees it: memory in words of 8 bytes, whose uses gas counts. */
export class Sp1Port {
  constructor(
    private readonly memory: Sp1Memory,
    private readonly gas: Sp1Gas,
  ) {}

  /** Word index of 8 bytes that are read: one entry of the memory trace. */
  read(address: number): number {
    this.gas.entries++;
    return this.touch(address);
  }

  /** Word index of 8 bytes that are written: two entries. */
  write(address: number): number {
    this.gas.entries += 2;
    return this.touch(address);
  }

  /** Word index of 8 bytes that are read and will be written by the same call: no use of its own. */
  peek(address: number): number {
    this.gas.entries++;
    return this.memory.index(address);
  }

  get words(): Int32Array {
    return this.memory.words;
  }

  /** A number of so many words, the lowest first. */
  number(address: number, words: number, how: "read" | "peek" = "read"): bigint {
    let value = 0n;
    for (let i = words - 1; i >= 0; i--) {
      const at = this[how](address + 8 * i);
      const lo = BigInt(this.words[at]! >>> 0);
      const hi = BigInt(this.words[at + 1]! >>> 0);
      value = (value << 64n) | (hi << 32n) | lo;
    }
    return value;
  }

  putNumber(address: number, words: number, value: bigint): void {
    let rest = value;
    for (let i = 0; i < words; i++) {
      const at = this.write(address + 8 * i);
      this.words[at] = Number(BigInt.asIntN(32, rest));
      this.words[at + 1] = Number(BigInt.asIntN(32, rest >> 32n));
      rest >>= 64n;
    }
  }

  private touch(address: number): number {
    const { memory } = this;
    const at = memory.index(address);
    if (memory.seen[at >> 1] !== memory.chunk) {
      memory.seen[at >> 1] = memory.chunk;
      this.gas.local++;
    }
    return at;
  }
}
