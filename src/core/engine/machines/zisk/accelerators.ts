import { keccakP } from "@noble/hashes/sha3";
import { GuestFault } from "../../guestFault";
import { code } from "./operationCodes";
import { add256, arith256, arithMod } from "./bigNumbers";
import { pointer, type Bus } from "./bus";
import { Dma } from "./dma";
import { Fcalls } from "./fcalls";
import { markJumpDestinations } from "./jumpDest";
import type { ZiskModel } from "./model";
import { blake2bRound, blake2sRounds, blake3Rounds } from "./precompiles/blake";
import { curveOps, DividesByZero, type Point } from "../../precompiles/curves";
import {
  fromMontgomery,
  koalaBearOrder,
  poseidon2KoalaBear,
  toMontgomery,
} from "../../precompiles/koalaBear";
import { poseidon1, poseidon2 } from "./precompiles/poseidon";
import { sha256Block } from "../../precompiles/sha256";

const panicExit = 101;
/** Flags in the argument of a blake2b round: its state stays in the machine between rounds. */
const blakeReadChain = 16;
const blakeWriteChain = 32;
/** Above the flags: how many steps before this one the round was whose state it goes on with. */
const blakeGapShift = 6;

type Run = (argument: number, a: number, b: number) => void;

/** Precompiles and hints: operations that reach into memory or the host. Charges their accesses on the bus. */
export class Accelerators {
  /** c of the last operation. */
  lo = 0;
  hi = 0;
  /** What it costs beside its fixed cost. */
  extraCost = 0;
  /** Steps before the one that runs: to be set before an operation that looks at it. */
  step = 0;
  private blakeStep = 0;
  private readonly runs: (Run | undefined)[] = [];
  private readonly names: string[] = [];
  private readonly dma: Dma;
  private readonly fcalls: Fcalls;

  constructor(
    private readonly bus: Bus,
    model: ZiskModel,
    inputBytes: number,
  ) {
    this.dma = new Dma(bus);
    this.fcalls = new Fcalls(inputBytes);
    const table = this.table();
    for (const op of model.ops) {
      this.names[op.code] = op.name;
      this.runs[op.code] = table[op.name] ?? this.curve(op.name);
    }
  }

  /** Runs one operation of kind `precompile` or `hint`. Throws GuestFault for one that is not carried. */
  run(op: number, argument: number, aLo: number, aHi: number, bLo: number, bHi: number): void {
    this.lo = this.hi = this.extraCost = 0;
    switch (op) {
      case code.pubout:
        this.lo = bLo;
        this.hi = bHi;
        return;
      case code.fcallParam:
        this.parameter(aLo, bLo, bHi);
        return;
      case code.fcallGet:
        this.lo = bLo;
        this.hi = bHi;
        this.fcalls.advance();
        this.offer();
        return;
      case code.fcall:
        this.fcalls.call(aLo);
        this.offer();
        return;
    }
    const run = this.runs[op];
    if (run === undefined)
      throw new GuestFault(
        `the embedded engine does not carry the accelerator ${this.names[op] ?? ""}`,
        panicExit,
      );
    run(argument, pointer(aLo, aHi), pointer(bLo, bHi));
  }

  /** Puts the next word of a hint where the guest reads it. */
  private offer(): void {
    const { next } = this.fcalls;
    this.bus.memory.freeLo = Number(BigInt.asIntN(32, next));
    this.bus.memory.freeHi = Number(BigInt.asIntN(32, next >> 32n));
  }

  /** Not charged. */
  private parameter(count: number, bLo: number, bHi: number): void {
    this.lo = bLo;
    this.hi = bHi;
    if (count === 1) {
      this.fcalls.addParameters([(BigInt(bHi >>> 0) << 32n) | BigInt(bLo >>> 0)]);
      return;
    }
    const { memory } = this.bus;
    const words: bigint[] = [];
    for (let i = 0; i < count; i++) {
      memory.read(pointer(bLo, bHi) + 8 * i, 8);
      words.push((BigInt(memory.hi >>> 0) << 32n) | BigInt(memory.lo >>> 0));
    }
    this.fcalls.addParameters(words);
  }

  private table(): Readonly<Record<string, Run>> {
    const { bus, dma } = this;
    const counted =
      (run: (a: number, b: number, n: number) => number, stored: boolean): Run =>
      (argument, a, b) => {
        this.extraCost = run(a, b, stored ? dma.storedCount() : argument);
        this.lo = dma.lo;
        this.hi = dma.hi;
      };
    const copy =
      (isStored: boolean) =>
      (a: number, b: number, n: number): number =>
        dma.memcpy(a, b, n, isStored);
    const compare = (a: number, b: number, n: number): number => dma.memcmp(a, b, n);
    return {
      dma_memcpy: counted(copy(true), true),
      dma_xmemcpy: counted(copy(false), false),
      dma_memcmp: counted(compare, true),
      dma_xmemcmp: counted(compare, false),
      dma_xmemset: counted((a, n, byte) => dma.memset(a, n, byte), false),
      dma_inputcpy: counted((a, n) => {
        const cost = dma.inputcpy(a, this.fcalls.take(n));
        this.offer();
        return cost;
      }, false),
      jump_dest: (_, a, b) => {
        this.extraCost = markJumpDestinations(bus, a, b);
      },
      keccak: (_, __, b) => this.keccak(b),
      sha256: (_, a, b) => this.sha256(a, b),
      poseidon1: (_, __, b) => this.field(b, poseidon1),
      poseidon2: (_, __, b) => this.field(b, poseidon2),
      poseidon2_koalabear: (_, __, b) => this.koalaBear(b),
      blake2b: (argument, a, b) => this.blake2b(argument, a, b),
      blake2s: (_, a, b) => this.blake32(a, b, blake2sRounds),
      blake3: (_, a, b) => this.blake32(a, b, blake3Rounds),
      add256: (_, __, b) => {
        this.lo = add256(bus, b);
      },
      arith256: (_, __, b) => arith256(bus, b),
      arith256_mod: (_, __, b) => arithMod(bus, b, 4),
      arith384_mod: (_, __, b) => arithMod(bus, b, 6),
    };
  }

  private curve(name: string): Run | undefined {
    const curve = curveOps[name];
    if (curve === undefined) return undefined;
    const { words, one, two, below } = curve;
    const read = (at: number): Point => {
      const both = this.bus.readNumber(at, 2 * words);
      const bits = 64 * words;
      const [x, y] = [BigInt.asUintN(bits, both), both >> BigInt(bits)];
      if (below !== null && !(x < below && y < below))
        throw new GuestFault(`${name} of a number that is not below the field's order`, panicExit);
      return [x, y];
    };
    const write = (at: number, [x, y]: Point): void =>
      this.bus.writeNumber(at, 2 * words, x | (y << BigInt(64 * words)));
    const run: Run =
      two !== null
        ? (_, a, b) => {
            const first = read(a);
            write(a, two(first, read(b)));
          }
        : (_, __, b) => write(b, one!(read(b)));
    return name.startsWith("secp256k1_") ? (...operands) => withoutDenominator(name, run, operands) : run;
  }

  private keccak(at: number): void {
    const state = this.bus.readWords(at, 25).slice();
    this.fcalls.keccakRuns(() =>
      Array.from({ length: 25 }, (_, i) =>
        ((BigInt(state[2 * i + 1]! >>> 0) << 32n) | BigInt(state[2 * i]! >>> 0)).toString(),
      ).join(),
    );
    keccakP(new Uint32Array(state.buffer));
    this.bus.writeWords(at, state);
  }

  private sha256(a: number, b: number): void {
    const words = this.bus.readWords(a, 4).slice();
    const bytes = this.bus.readWords(b, 8).slice();
    const view = new DataView(bytes.buffer);
    const block = Int32Array.from({ length: 16 }, (_, i) => view.getInt32(4 * i, false));
    sha256Block(words, block);
    this.bus.writeWords(a, words);
  }

  private field(at: number, permutation: (state: readonly bigint[]) => bigint[]): void {
    const words = this.bus.readWords(at, 16);
    const state = Array.from(
      { length: 16 },
      (_, i) => (BigInt(words[2 * i + 1]! >>> 0) << 32n) | BigInt(words[2 * i]! >>> 0),
    );
    const out = new BigInt64Array(permutation(state).map((value) => BigInt.asIntN(64, value)));
    this.bus.writeWords(at, new Int32Array(out.buffer));
  }

  /** Two lanes a word, each times 2^32 modulo the field's order. */
  private koalaBear(at: number): void {
    const lanes = this.bus.readWords(at, 8).slice();
    if (lanes.some((lane) => lane >>> 0 >= koalaBearOrder))
      throw new GuestFault("poseidon2_koalabear of a number that is not below the field's order", panicExit);
    const state = Array.from(lanes, (lane) => fromMontgomery(BigInt(lane)));
    this.bus.writeWords(
      at,
      Int32Array.from(poseidon2KoalaBear(state), (x) => Number(toMontgomery(x))),
    );
  }

  private blake2b(argument: number, a: number, b: number): void {
    const isChained = (argument & blakeReadChain) !== 0;
    const gap = argument >> blakeGapShift;
    if (isChained ? !(gap >= 1 && gap <= 255) : gap !== 0)
      throw new GuestFault(
        `blake2b with the argument ${String(argument)}, which no proof can have`,
        panicExit,
      );
    if (isChained && this.step - gap !== this.blakeStep)
      throw new GuestFault(
        `blake2b goes on with a round ${String(gap)} steps before, where none was`,
        panicExit,
      );
    this.blakeStep = this.step;
    // Where the state stays in the machine its words are not charged.
    const { bus } = this;
    const state = new BigUint64Array(bus.peekWords(a, 16).slice().buffer);
    const message = new BigUint64Array(bus.peekWords(b, 16).slice().buffer);
    const v = [...state];
    blake2bRound(v, [...message], argument & 15);
    if (!isChained) {
      bus.chargeReads(a, 16);
      bus.chargeReads(b, 16);
    }
    bus.pokeWords(a, new Int32Array(BigUint64Array.from(v).buffer));
    if ((argument & blakeWriteChain) === 0) bus.chargeWrites(a, 16);
  }

  private blake32(a: number, b: number, rounds: (v: Int32Array, m: Int32Array) => void): void {
    const v = this.bus.readWords(a, 8).slice();
    const m = this.bus.readWords(b, 8).slice();
    rounds(v, m);
    this.bus.writeWords(a, v);
  }
}

/** On this curve the tool does not stop where there is no slope: the result is what its own memory happens to hold. */
function withoutDenominator(name: string, run: Run, operands: Parameters<Run>): void {
  try {
    run(...operands);
  } catch (error) {
    if (!(error instanceof DividesByZero)) throw error;
    throw new GuestFault(`${name} of points that have no slope: what ziskemu gives is undefined`, panicExit);
  }
}
