import { PbfReader } from "pbf";
import { CycleLensError } from "../../errors";

/** One message inside the profile (a sample, a function, a string) of more bytes is refused. */
const maxMessageBytes = 64 * 1024 * 1024;

export const enum Wire {
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Fixed32 = 5,
}

/**
 * Takes a field of the outermost message; `reader` stands on its value, which ends before `end` (for `Bytes`
 * behind the length). What is not read is passed over.
 */
export type OnField = (field: number, wire: Wire, reader: PbfReader, end: number) => void;

/**
 * Splits one protobuf message, given in chunks, into its fields without ever holding it whole: at any time the
 * bytes of one chunk and one field. Lengths are checked before anything is read.
 */
export class FieldStream {
  private held = new Uint8Array(1 << 16);
  private reader = new PbfReader(this.held);
  private length = 0;
  /** Bytes from the start of `held` without which parsing makes no progress. */
  private needed = 1;
  /** Bytes of a field of no interest that are still to be passed over. */
  private skipping = 0;
  private consumed = 0;

  /** @param isWanted false: the field's bytes are passed over without being held. */
  constructor(
    private readonly isWanted: (field: number) => boolean,
    private readonly onField: OnField,
  ) {}

  /** Whether the message could end here: no field is cut. */
  get complete(): boolean {
    return this.length === 0 && this.skipping === 0;
  }

  /** The chunk is not kept. @throws CycleLensError `bad-input`, `too-large`. */
  feed(chunk: Uint8Array): void {
    let from = 0;
    if (this.skipping > 0) {
      from = Math.min(this.skipping, chunk.length);
      this.skipping -= from;
      this.consumed += from;
    }
    this.append(from === 0 ? chunk : chunk.subarray(from));
    if (this.length < this.needed) return;
    const used = this.parse();
    this.held.copyWithin(0, used, this.length);
    this.length -= used;
    this.consumed += used;
  }

  private append(bytes: Uint8Array): void {
    const size = this.length + bytes.length;
    if (size > this.held.length) {
      const larger = new Uint8Array(Math.max(2 * this.held.length, size));
      larger.set(this.held.subarray(0, this.length));
      this.held = larger;
      this.reader = new PbfReader(larger);
    }
    this.held.set(bytes, this.length);
    this.length = size;
  }

  /** Hands over whole fields; returns how many bytes they took. */
  private parse(): number {
    const { held, reader, length } = this;
    let at = 0;
    for (;;) {
      this.needed = 1;
      const valueAt = afterVarint(held, at, length);
      if (valueAt < 0) return this.cut(at, length + 1 - at);
      reader.pos = at;
      const tag = reader.readVarint();
      const field = Math.floor(tag / 8);
      const wire = tag % 8;
      if (field === 0 || tag > 0xffffffff) throw this.damaged(at);
      let end: number;
      let bodyAt = valueAt;
      switch (wire) {
        case Wire.Varint:
          end = afterVarint(held, valueAt, length);
          if (end < 0) return this.cut(at, length + 1 - at);
          break;
        case Wire.Fixed64:
          end = valueAt + 8;
          break;
        case Wire.Fixed32:
          end = valueAt + 4;
          break;
        case Wire.Bytes: {
          bodyAt = afterVarint(held, valueAt, length);
          if (bodyAt < 0) return this.cut(at, length + 1 - at);
          reader.pos = valueAt;
          end = bodyAt + reader.readVarint();
          break;
        }
        default:
          throw this.damaged(at);
      }
      if (!this.isWanted(field)) {
        if (end > length) {
          this.skipping = end - length;
          return length;
        }
        at = end;
        continue;
      }
      if (end > length) {
        if (end - bodyAt > maxMessageBytes)
          throw new CycleLensError(
            "too-large",
            `one entry of ${(end - bodyAt).toLocaleString("en-US")} bytes at byte ${this.consumed + at}`,
            "check that the file is what the tool wrote, or make it again",
          );
        return this.cut(at, end - at);
      }
      reader.pos = bodyAt;
      reader.length = end;
      // The library passes over what was not read when it comes to a value's start again: not over ours.
      reader._valueStart = -1;
      try {
        this.onField(field, wire, reader, end);
      } catch (error) {
        if (CycleLensError.is(error)) throw error;
        throw this.damaged(at);
      }
      at = end;
    }
  }

  private cut(at: number, needed: number): number {
    this.needed = needed;
    return at;
  }

  private damaged(at: number): CycleLensError {
    return damaged(`no valid pprof at byte ${this.consumed + at}`);
  }
}

export function damaged(message: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    message,
    "check that the file is what the tool wrote, or make it again",
  );
}

/** Index behind the varint at `from`; -1 where the bytes end before. @throws CycleLensError `bad-input`. */
export function afterVarint(bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(end, from + 10);
  for (let i = from; i < last; i++) if (bytes[i]! < 0x80) return i + 1;
  if (last - from >= 10) throw damaged("a number of more than 10 bytes: no valid pprof");
  return -1;
}
