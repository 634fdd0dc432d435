import { GuestFault } from "../../guestFault";
import { panicExit } from "./faults";
import type { Sp1Gas } from "./gas";
import { answerHook } from "./hooks";
import type { Sp1Memory } from "./memory";
import type { Sp1Model } from "./model";
import { Sp1Port } from "./precompiles/port";
import { precompiles } from "./precompiles/precompiles";
import type { Sp1Streams } from "./streams";

/** Most bytes of one write that are looked at. */
const mostBytes = 1 << 28;

/** What an ecall means for the loop. */
export const after = { go: 0, halt: 1, enter: 2, exit: 3 } as const;
export type After = (typeof after)[keyof typeof after];

const known = {
  halt: 0x00,
  write: 0x02,
  enterUnconstrained: 0x03,
  exitUnconstrained: 0x04,
  commit: 0x10,
  commitDeferredProofs: 0x1a,
  verifyProof: 0x1b,
  hintLen: 0xf0,
  hintRead: 0xf1,
} as const;

/** Calls that SP1 6 has and nobody's guest makes: they belong to guests that run code of their own, or are dead. */
const notCarried: Readonly<Record<number, string>> = {
  0x0000010c: "secp256k1_decompress, which SP1 6 refuses",
  0x0000011c: "bls12381_decompress, which SP1 6 refuses",
  0x0000012e: "secp256r1_decompress, which SP1 6 refuses",
  0x0001012f: "u256xu2048_mul, which SP1 6 refuses",
  0x00000132: "mprotect, which the embedded engine does not carry",
  0x00000134: "sig_return, which the embedded engine does not carry",
  0x00000035: "hint_mprotect_flush, which the embedded engine does not carry",
  0x00000040: "dump_elf, which the embedded engine does not carry",
  0x00000041: "insert_profiler_symbols, which the embedded engine does not carry",
  0x00000042: "delete_profiler_symbols, which the embedded engine does not carry",
};

/** SP1's syscalls: the number in t0, arguments in a0 and a1; sp1-tracing §7. */
export class Sp1Syscalls {
  /** What t0 receives. */
  resultLo = 0;
  resultHi = 0;
  /** Registers beside t0, a0 and a1 that the call read, one bit each. */
  used = 0;
  private readonly port: Sp1Port;
  /** Place in the model's table, by number. */
  private readonly places: ReadonlyMap<number, number>;

  constructor(
    private readonly lo: Int32Array,
    private readonly hi: Int32Array,
    private readonly memory: Sp1Memory,
    private readonly streams: Sp1Streams,
    private readonly gas: Sp1Gas,
    private readonly model: Sp1Model,
  ) {
    this.port = new Sp1Port(memory, gas);
    this.places = new Map(model.syscalls.map(({ code }, i) => [code, i]));
  }

  /** `cycles` are those before this instruction. Throws GuestFault. */
  call(cycles: number, isUnconstrained: boolean): After {
    const code = this.lo[5]! >>> 0;
    this.resultLo = code;
    this.resultHi = 0;
    this.used = 0;
    if (isUnconstrained && code !== known.write && code !== known.exitUnconstrained) {
      throw new GuestFault(
        `made ${this.name(code)} in an unconstrained block, where only write may be`,
        panicExit,
      );
    }
    switch (code) {
      case known.halt:
        return after.halt;
      case known.write:
        this.write(cycles);
        return after.go;
      case known.enterUnconstrained:
        this.resultLo = 1;
        return after.enter;
      case known.exitUnconstrained:
        if (!isUnconstrained)
          throw new GuestFault("left an unconstrained block without having entered one", panicExit);
        this.resultLo = 0;
        return after.exit;
      case known.commit:
        if (this.hi[11] !== 0 || this.register(10) > 7)
          throw new GuestFault("committed a digest word that does not exist", panicExit);
        return after.go;
      case known.commitDeferredProofs:
      case known.verifyProof:
        return after.go;
      case known.hintLen: {
        const length = this.streams.nextLength;
        this.resultLo = length ?? -1;
        this.resultHi = length === null ? -1 : 0;
        this.gas.entries++;
        return after.go;
      }
      case known.hintRead:
        this.readHint();
        return after.go;
    }
    this.precompile(code);
    return after.go;
  }

  private register(number: number): number {
    return (this.hi[number]! >>> 0) * 4294967296 + (this.lo[number]! >>> 0);
  }

  private write(cycles: number): void {
    const fd = this.register(10);
    const length = this.register(12);
    if (length > mostBytes)
      throw new GuestFault(
        `wrote ${length.toLocaleString("en-US")} bytes at once, more than the embedded engine takes`,
        panicExit,
      );
    const bytes = this.memory.copy(this.register(11), length);
    if (fd === 1) this.streams.print("stdout", bytes, cycles);
    else if (fd === 2) this.streams.print("stderr", bytes, cycles);
    // Of any other descriptor SP1 looks at the low half only.
    else if (fd % 4294967296 === 13) this.streams.putPublic(bytes);
    else if (fd % 4294967296 === 14) this.streams.putFront([bytes]);
    else this.streams.putFront(answerHook(fd % 4294967296, bytes));
  }

  private readHint(): void {
    const hint = this.streams.take();
    if (hint === null) throw new GuestFault("read input where none is left", panicExit);
    const length = this.register(11);
    if (length !== hint.length)
      throw new GuestFault(
        `read ${length.toLocaleString("en-US")} bytes of an input buffer of ${hint.length.toLocaleString("en-US")}`,
        panicExit,
      );
    const to = this.register(10);
    if (to % 8 !== 0)
      throw new GuestFault(`read input to 0x${to.toString(16)}, which is not aligned`, panicExit);
    const padded = new Uint8Array(8 * Math.floor(hint.length / 8) + 8);
    padded.set(hint);
    // The words are new again, whoever used them before.
    this.memory.put(to, padded);
  }

  private precompile(code: number): void {
    const place = this.places.get(code);
    const run = precompiles[code];
    if (place === undefined || run === undefined) {
      const why = notCarried[code];
      throw new GuestFault(
        why === undefined ? `made syscall ${String(code)}, which SP1 6 does not have` : `made syscall ${why}`,
        panicExit,
      );
    }
    this.used = run(this.port, (number) => this.register(number));
    this.gas.calls[place]!++;
  }

  private name(code: number): string {
    const place = this.places.get(code);
    if (place !== undefined) return this.model.syscalls[place]!.name;
    return (
      Object.entries(known)
        .find(([, number]) => number === code)?.[0]
        .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) ?? `syscall ${String(code)}`
    );
  }
}
