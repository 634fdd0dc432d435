import { CycleLensError } from "../../errors";
import { closingQuote, decodeString, exactString, parseNumber } from "./jsonText";
import { isScalar, isScalarStart, isSpace, maxNumberBytes, NumberArray } from "./numberArray";
import type { ArrayShape, BytesShape, Hooks, ObjectShape, Shape } from "./shape";
import { Skipper } from "./skip";
import { isScalarText, StrictSkipper } from "./strictSkip";

/** A key or a wanted string of more bytes is refused: no tool writes one, and it would be held in memory. */
const maxTokenBytes = 16 * 1024 * 1024;
const bridgeBytes = 4096;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** What may come next. */
const enum Expect {
  Value,
  FirstElement,
  FirstKey,
  Key,
  Colon,
  CommaOrEnd,
  Skipping,
  Numbers,
  NumbersSkipping,
  Bytes,
  Nothing,
}

export interface ScanOptions {
  /** As a reader with a schema: no JSON between, another type, a key twice and text behind the document are refused. */
  readonly strict?: boolean;
}

type Container = ObjectShape | ArrayShape | Extract<Shape, { kind: "strings" }>;

/**
 * Reads one JSON document given in chunks, by its shape, without ever holding it: what is not
 * wanted is passed over at the speed of a byte search, number columns go through `NumberArray`.
 * A token that a chunk boundary cuts is carried over; nothing else is copied.
 */
export class JsonScanner {
  private expect = Expect.Value;
  private want: Shape | null;
  private readonly stack: Container[] = [];
  private readonly skipper: Skipper | StrictSkipper;
  private readonly seen: Set<Shape> | null;
  private readonly column = new NumberArray();
  private columnHooks: Hooks = {};
  private own: BytesShape | null = null;
  private carry: Uint8Array = new Uint8Array(0);
  private consumedBytes = 0;

  constructor(shape: Shape, { strict = false }: ScanOptions = {}) {
    this.want = shape;
    this.skipper = strict ? new StrictSkipper() : new Skipper();
    this.seen = strict ? new Set() : null;
  }

  /** True once the outermost value has ended; what follows it is ignored, unless `strict`. */
  get complete(): boolean {
    return this.expect === Expect.Nothing;
  }

  /** The chunk is not kept. @throws CycleLensError `bad-input` where this is no JSON. */
  feed(chunk: Uint8Array): void {
    let rest = chunk;
    while (this.carry.length > 0) {
      const carried = this.carry.length;
      const taken = Math.min(rest.length, Math.max(bridgeBytes, carried));
      if (taken === 0) return;
      const bridge = new Uint8Array(carried + taken);
      bridge.set(this.carry);
      bridge.set(rest.subarray(0, taken), carried);
      const used = this.run(bridge);
      if (used >= carried) {
        this.consumedBytes += carried;
        rest = rest.subarray(used - carried);
        this.consumedBytes += used - carried;
        this.carry = new Uint8Array(0);
      } else {
        this.consumedBytes += used;
        this.carry = bridge.subarray(used);
        rest = rest.subarray(taken);
        if (this.carry.length > maxTokenBytes) throw this.tooLong();
      }
    }
    if (rest.length === 0) return;
    const used = this.run(rest);
    this.consumedBytes += used;
    // Not `slice`: on a Node Buffer that is a view of bytes that will be overwritten.
    this.carry = new Uint8Array(rest.subarray(used));
  }

  /** The document ends here: hands over what a cut number column still holds. */
  finish(): void {
    // A bare number is only known to be whole when something follows it.
    if (this.stack.length === 0 && this.expect === Expect.Value) this.feed(new Uint8Array([0x20]));
    if (this.expect === Expect.Numbers || this.expect === Expect.NumbersSkipping) this.column.flush();
  }

  /** Consumes whole tokens and returns how many bytes they took. */
  private run(bytes: Uint8Array): number {
    const end = bytes.length;
    let i = 0;
    for (;;) {
      switch (this.expect) {
        case Expect.Skipping:
        case Expect.NumbersSkipping: {
          const done = this.skipper.read(bytes, i, end);
          i = this.skipper.position;
          if (!done) return i;
          if (this.skipper instanceof StrictSkipper && this.skipper.bad) throw this.unexpected(i - 1);
          if (this.expect === Expect.NumbersSkipping) {
            this.column.pushOther();
            this.expect = Expect.Numbers;
          } else this.ended();
          continue;
        }
        case Expect.Numbers: {
          const stop = this.column.read(bytes, i, end);
          i = this.column.position;
          if (stop === "more") return i;
          if (stop === "closed") {
            this.column.flush();
            this.columnHooks.end?.();
            this.ended();
          } else {
            const c = bytes[i]!;
            if (c !== quote && c !== openArray && c !== openObject) throw this.unexpected(i);
            this.skipper.open(c);
            i++;
            this.expect = Expect.NumbersSkipping;
          }
          continue;
        }
        case Expect.Bytes: {
          const { reader, hooks } = this.own!;
          const stop = reader.read(bytes, i, end);
          i = reader.position;
          if (stop === "more") return i;
          if (stop === "bad") throw this.unexpected(i);
          hooks.end?.();
          this.ended();
          continue;
        }
        case Expect.Nothing:
          if (this.seen !== null) {
            while (i < end && isSpace(bytes[i]!)) i++;
            if (i < end) throw this.unexpected(i);
          }
          return end;
        default:
      }
      while (i < end && isSpace(bytes[i]!)) i++;
      if (i >= end) return i;
      const next = this.token(bytes, i, end);
      if (next < 0) return i;
      i = next;
    }
  }

  /** One structural token at i; -1 where it is cut off by the end of the bytes. */
  private token(bytes: Uint8Array, i: number, end: number): number {
    const c = bytes[i]!;
    switch (this.expect) {
      case Expect.FirstElement:
        if (c === closeArray) return this.pop(i);
        return this.value(bytes, i, end, c);
      case Expect.Value:
        return this.value(bytes, i, end, c);
      case Expect.FirstKey:
      case Expect.Key: {
        if (c === closeObject && this.expect === Expect.FirstKey) return this.pop(i);
        if (c !== quote) throw this.unexpected(i);
        const close = closingQuote(bytes, i + 1, end);
        if (close < 0) return -1;
        const top = this.stack.at(-1) as ObjectShape;
        const key = this.seen === null ? decodeString : exactString;
        this.want = top.keys.get(key(bytes, i + 1, close)) ?? null;
        this.expect = Expect.Colon;
        return close + 1;
      }
      case Expect.Colon:
        if (c !== colon) throw this.unexpected(i);
        this.expect = Expect.Value;
        return i + 1;
      default: {
        const top = this.stack.at(-1)!;
        if (c === comma) {
          this.expect = top.kind === "object" ? Expect.Key : Expect.Value;
          if (top.kind === "array") this.want = top.rest ?? top.of;
          else if (top.kind === "strings") this.want = null;
          return i + 1;
        }
        if (c !== (top.kind === "object" ? closeObject : closeArray)) throw this.unexpected(i);
        return this.pop(i);
      }
    }
  }

  private value(bytes: Uint8Array, i: number, end: number, c: number): number {
    const want = this.want;
    if (this.seen !== null && want !== null) this.check(want, c, i);
    const list = this.stack.at(-1);
    const listed = list?.kind === "strings" ? list : null;
    if (c === quote && (listed !== null || want?.kind === "text")) {
      const close = closingQuote(bytes, i + 1, end);
      if (close < 0) return -1;
      const text = decodeString(bytes, i + 1, close);
      if (listed !== null) listed.sink(text);
      else if (want?.kind === "text") want.sink(text);
      this.ended();
      return close + 1;
    }
    if (isScalarStart(c)) {
      let to = i + 1;
      while (to < end && isScalar(bytes[to]!)) to++;
      if (to >= end) return -1;
      if (this.seen !== null && !isScalarText(decodeString(bytes, i, Math.min(to, i + maxNumberBytes))))
        throw this.unexpected(i);
      if (want?.kind === "number") want.sink(parseNumber(bytes, i, Math.min(to, i + maxNumberBytes), 0));
      listed?.sink("");
      this.ended();
      return to;
    }
    if (c === openObject && want?.kind === "object") {
      const behind = want.whole?.(bytes, i, end) ?? -1;
      if (behind >= 0) {
        this.ended();
        return behind;
      }
      this.push(want, Expect.FirstKey);
    } else if (c === openArray && (want?.kind === "array" || want?.kind === "strings")) {
      this.push(want, Expect.FirstElement);
      this.want = want.kind === "array" ? want.of : null;
    } else if (c === openArray && want?.kind === "numbers") {
      want.hooks.begin?.();
      this.columnHooks = want.hooks;
      this.column.open(want.decimals, want.sink);
      this.expect = Expect.Numbers;
    } else if (c === openArray && want?.kind === "bytes") {
      want.hooks.begin?.();
      this.own = want;
      want.reader.open();
      this.expect = Expect.Bytes;
    } else if (c === quote || c === openArray || c === openObject) {
      listed?.sink("");
      this.skipper.open(c);
      this.expect = Expect.Skipping;
    } else throw this.unexpected(i);
    return i + 1;
  }

  /** `strict`: a wanted value has the type that is wanted and, as the member of an object, stands there once. */
  private check(want: Shape, c: number, at: number): void {
    const opener = want.kind === "object" ? openObject : want.kind === "text" ? quote : openArray;
    if (c !== opener && want.kind !== "number") throw this.unexpected(at);
    if (this.stack.at(-1)?.kind !== "object") return;
    if (this.seen!.has(want)) throw this.unexpected(at);
    this.seen!.add(want);
  }

  private push(shape: Container, expect: Expect): void {
    shape.hooks.begin?.();
    this.stack.push(shape);
    this.expect = expect;
  }

  private pop(at: number): number {
    this.stack.pop()?.hooks.end?.();
    this.ended();
    return at + 1;
  }

  private ended(): void {
    this.expect = this.stack.length === 0 ? Expect.Nothing : Expect.CommaOrEnd;
  }

  private unexpected(at: number): CycleLensError {
    return new CycleLensError(
      "bad-input",
      `no valid JSON at byte ${this.consumedBytes + at}`,
      "check that the file is what the tool wrote, or make it again",
    );
  }

  private tooLong(): CycleLensError {
    return new CycleLensError(
      "bad-input",
      `a text of more than ${maxTokenBytes} bytes at byte ${this.consumedBytes}`,
      "check that the file is what the tool wrote, or make it again",
    );
  }
}
