import { GuestFault } from "../../guestFault";
import type { DataPiece } from "./data";
import { layout } from "./layout";

const ramSize = layout.ramEnd - layout.ram;

/** The guest's memory: RAM, read-only data, input. Addresses are whole numbers below 2^32; nothing is charged here. */
export class ZiskMemory {
  /** Result of the last read, zero-extended. */
  lo = 0;
  hi = 0;
  /** The word that hints are read from. */
  freeLo = 0;
  freeHi = 0;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  private readonly view: DataView;
  private readonly readOnly: readonly {
    readonly start: number;
    readonly end: number;
    readonly bytes: Uint8Array;
    readonly view: DataView;
  }[];
  private readonly input: DataView;

  /** `ram`: 512 MiB of zeros from `ramAt` on, which the system gives only as they are touched. */
  constructor(
    readOnly: readonly DataPiece[],
    writable: readonly DataPiece[],
    input: Uint8Array,
    ram: ArrayBuffer = new ArrayBuffer(ramSize),
    ramAt = 0,
  ) {
    this.bytes = new Uint8Array(ram, ramAt, ramSize);
    this.words = new Int32Array(ram, ramAt, ramSize / 4);
    this.view = new DataView(ram, ramAt, ramSize);
    this.readOnly = readOnly.map(({ address, bytes }) => ({
      start: address,
      end: address + bytes.length,
      bytes,
      view: viewOf(bytes),
    }));
    this.input = viewOf(input);
    for (const piece of writable) this.bytes.set(piece.bytes, piece.address - layout.ram);
  }

  /** Reads 1, 2, 4 or 8 bytes into `lo` and `hi`. Throws GuestFault where nothing is mapped. */
  read(address: number, width: number): void {
    const at = address - layout.ram;
    if (at >= 0 && at + width <= ramSize) this.take(this.view, at, width);
    else if (address >= layout.rom) this.take(this.readOnlyAt(address, width), this.at, width);
    else if (address === layout.freeInput && width === 8) {
      this.lo = this.freeLo;
      this.hi = this.freeHi;
    } else if (address >= layout.input && address + width <= layout.inputEnd) {
      const from = address - layout.input;
      if (from + width <= this.input.byteLength) this.take(this.input, from, width);
      else this.lo = this.hi = 0;
    } else if (address >= layout.freeInput && address + width <= this.inputLimit)
      this.take(viewOf(this.headOfInput(address, width)), 0, width);
    else throw unmapped("read", hex(address), width);
  }

  /** Stores the low `width` bytes. Throws GuestFault outside RAM. */
  write(address: number, width: number, lo: number, hi: number): void {
    const at = address - layout.ram;
    if (!(at >= 0 && at + width <= ramSize)) throw unmapped("write", hex(address), width);
    switch (width) {
      case 1:
        this.bytes[at] = lo;
        return;
      case 2:
        this.view.setUint16(at, lo, true);
        return;
      case 4:
        this.view.setInt32(at, lo, true);
        return;
      default:
        this.view.setInt32(at, lo, true);
        this.view.setInt32(at + 4, hi, true);
    }
  }

  /**
   * `length` bytes where they lie, not to be written. Throws GuestFault where one of them is not mapped, or they do
   * not lie in one section: the machine takes no run of bytes from behind the end of the input, or over an edge.
   */
  range(address: number, length: number): Uint8Array {
    const at = address - layout.ram;
    if (at >= 0 && at + length <= ramSize) return this.bytes.subarray(at, at + length);
    for (const { start, end, bytes } of this.readOnly)
      if (address >= start && address + length <= end)
        return bytes.subarray(address - start, address + length - start);
    if (address < layout.freeInput || address + length > this.inputLimit)
      throw unmapped("read", hex(address), length);
    const from = address - layout.input;
    if (from < 0) return this.headOfInput(address, length);
    return new Uint8Array(this.input.buffer, this.input.byteOffset + from, length);
  }

  /** How many bytes at two places are equal from the start, up to `length`. Throws GuestFault where one is not mapped. */
  sameBytes(a: number, b: number, length: number): number {
    let { bytes: one, bytes: other } = this;
    let [x, y] = [a - layout.ram, b - layout.ram];
    if (!(x >= 0 && x + length <= ramSize)) [one, x] = [this.range(a, length), 0];
    if (!(y >= 0 && y + length <= ramSize)) [other, y] = [this.range(b, length), 0];
    let same = 0;
    while (same < length && one[x + same] === other[y + same]) same++;
    return same;
  }

  /** Copies within memory as if through a buffer. Throws GuestFault where a byte is not mapped. */
  move(to: number, from: number, length: number): void {
    const source = from - layout.ram;
    const target = this.target(to, length);
    if (source >= 0 && source + length <= ramSize) this.bytes.copyWithin(target, source, source + length);
    else this.bytes.set(this.range(from, length), target);
  }

  fill(to: number, length: number, byte: number): void {
    const at = this.target(to, length);
    this.bytes.fill(byte, at, at + length);
  }

  put(to: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, this.target(to, bytes.length));
  }

  private target(to: number, length: number): number {
    const at = to - layout.ram;
    if (at >= 0 && at + length <= ramSize) return at;
    throw unmapped("write", hex(to), length);
  }

  private at = 0;

  /** Where the input ends; its section begins with a word of zeros, under the one that hints are read from. */
  private get inputLimit(): number {
    return layout.input + this.input.byteLength;
  }

  /** Bytes from that word on: zeros, then the input. */
  private headOfInput(address: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const zeros = Math.min(length, layout.input - address);
    out.set(new Uint8Array(this.input.buffer, this.input.byteOffset, length - zeros), zeros);
    return out;
  }

  private readOnlyAt(address: number, width: number): DataView {
    for (const { start, end, view } of this.readOnly) {
      if (address < start || address + width > end) continue;
      this.at = address - start;
      return view;
    }
    throw unmapped("read", hex(address), width);
  }

  private take(view: DataView, at: number, width: number): void {
    this.hi = 0;
    switch (width) {
      case 1:
        this.lo = view.getUint8(at);
        return;
      case 2:
        this.lo = view.getUint16(at, true);
        return;
      case 4:
        this.lo = view.getInt32(at, true);
        return;
      default:
        this.lo = view.getInt32(at, true);
        this.hi = view.getInt32(at + 4, true);
    }
  }
}

const hex = (address: number): string => `0x${address.toString(16)}`;

/** The tool panics. */
const panicExit = 101;

export function unmapped(what: "read" | "write", address: string, width: number): GuestFault {
  const bytes = width === 1 ? "1 byte" : `${String(width)} bytes`;
  const able = what === "read" ? "read" : "written";
  return new GuestFault(`${what} of ${bytes} at ${address}, where nothing can be ${able}`, panicExit);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
