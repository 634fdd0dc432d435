import { keccakP } from "@noble/hashes/sha3";
import { GuestFault } from "../../guestFault";
import { code } from "./alu";
import { pointer, type Bus } from "./bus";
import { Dma } from "./dma";
import { Fcalls } from "./fcalls";
import { markJumpDestinations } from "./jumpDest";
import type { ZiskModel } from "./model";
import { blake2bRound, blake2sRounds, blake3Rounds } from "./precompiles/blake";
import { curveOps, type Point } from "../../precompiles/curves";
import { poseidon1, poseidon2 } from "./precompiles/poseidon";
import { sha256Block } from "../../precompiles/sha256";

const panicExit = 101;
/** Flags in the argument of a blake2b round: its state stays in the machine between rounds. */
const blakeReadChain = 16;
const blakeWriteChain = 32;

type Run = (argument: number, a: number, b: number) => void;

/** Precompiles and hints: operations that reach into memory or the host. Charges their accesses on the bus. */
export class Accelerators {
  /** c of the last operation. */
  lo = 0;
  hi = 0;
  /** What it costs beside its fixed cost. */
  extraCost = 0;
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
    const copy = (a: number, b: number, n: number): number => dma.memcpy(a, b, n);
    const compare = (a: number, b: number, n: number): number => dma.memcmp(a, b, n);
    return {
      dma_memcpy: counted(copy, true),
      dma_xmemcpy: counted(copy, false),
      dma_memcmp: counted(compare, true),
      dma_xmemcmp: counted(compare, false),
      dma_xmemset: counted((a, n, byte) => dma.memset(a, n, byte), false),
      dma_inputcpy: counted((a, n) => {
        const cost = dma.inputcpy(a, this.fcalls.take(n));
        this.offer();
        return cost;
      }, false),
      jump_dest: (_, a, b) => {
        this.extraCost = markJumpDestinations(bus, a, b, dma.storedCount());
      },
      keccak: (_, __, b) => this.keccak(b),
      sha256: (_, a, b) => this.sha256(a, b),
      poseidon1: (_, __, b) => this.field(b, poseidon1),
      poseidon2: (_, __, b) => this.field(b, poseidon2),
      blake2b: (argument, a, b) => this.blake2b(argument, a, b),
      blake2s: (_, a, b) => this.blake32(a, b, blake2sRounds),
      blake3: (_, a, b) => this.blake32(a, b, blake3Rounds),
      add256: (_, __, b) => this.add256(b),
      arith256: (_, __, b) => this.arith256(b),
      arith256_mod: (_, __, b) => this.arithMod(b, 4),
      arith384_mod: (_, __, b) => this.arithMod(b, 6),
    };
  }

  private curve(name: string): Run | undefined {
    const curve = curveOps[name];
    if (curve === undefined) return undefined;
    const { words, one, two } = curve;
    const read = (at: number): Point => {
      const both = this.bus.readNumber(at, 2 * words);
      const bits = 64 * words;
      return [BigInt.asUintN(bits, both), both >> BigInt(bits)];
    };
    const write = (at: number, [x, y]: Point): void =>
      this.bus.writeNumber(at, 2 * words, x | (y << BigInt(64 * words)));
    if (two !== null)
      return (_, a, b) => {
        const first = read(a);
        write(a, two(first, read(b)));
      };
    return (_, __, b) => write(b, one!(read(b)));
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

  private blake2b(argument: number, a: number, b: number): void {
    // Where the state stays in the machine its words are not charged.
    const { bus } = this;
    const state = new BigUint64Array(bus.peekWords(a, 16).slice().buffer);
    const message = new BigUint64Array(bus.peekWords(b, 16).slice().buffer);
    const v = [...state];
    blake2bRound(v, [...message], argument & 15);
    if ((argument & blakeReadChain) === 0) {
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

  /** Pointers first, then what they point at. */
  private pointers(at: number, count: number): number[] {
    const words = this.bus.readWords(at, count).slice();
    return Array.from({ length: count }, (_, i) => pointer(words[2 * i]!, words[2 * i + 1]!));
  }

  private add256(at: number): void {
    const words = this.bus.readWords(at, 4).slice();
    const address = (i: number): number => pointer(words[2 * i]!, words[2 * i + 1]!);
    const carry = (BigInt(words[5]! >>> 0) << 32n) | BigInt(words[4]! >>> 0);
    const sum = this.bus.readNumber(address(0), 4) + this.bus.readNumber(address(1), 4) + carry;
    this.bus.writeNumber(address(3), 4, sum);
    this.lo = Number(sum >> 256n);
  }

  private arith256(at: number): void {
    const [a, b, c, low, high] = this.pointers(at, 5) as [number, number, number, number, number];
    const read = (address: number): bigint => this.bus.readNumber(address, 4);
    const value = read(a) * read(b) + read(c);
    this.bus.writeNumber(low, 4, value);
    this.bus.writeNumber(high, 4, value >> 256n);
  }

  private arithMod(at: number, words: number): void {
    const [a, b, c, m, d] = this.pointers(at, 5) as [number, number, number, number, number];
    const read = (address: number): bigint => this.bus.readNumber(address, words);
    const value = read(a) * read(b) + read(c);
    const modulus = read(m);
    if (modulus === 0n) throw new GuestFault("a modular operation has the modulus 0", panicExit);
    this.bus.writeNumber(d, words, value % modulus);
  }
}
