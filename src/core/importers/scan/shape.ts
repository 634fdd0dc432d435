/**
 * What a reader wants of a JSON document, as data: every key that is not named is passed over
 * without being read. A value of another type than wanted is passed over too.
 */
export type Shape =
  ObjectShape | ArrayShape | NumbersShape | StringsShape | TextShape | NumberShape | BytesShape;

export interface ObjectShape {
  readonly kind: "object";
  readonly keys: ReadonlyMap<string, Shape>;
  readonly hooks: Hooks;
  /**
   * A quicker way through objects of the usual form: reads the whole object whose opening bracket stands at `from`, and
   * returns the index behind its closing bracket; the keys' sinks and the hooks are then not called. -1 where it does not
   * end before `end` or has another form: the scanner reads it, as if nothing had been tried.
   */
  readonly whole?: Whole;
}

export type Whole = (bytes: Uint8Array, from: number, end: number) => number;

/** An array whose elements all have one shape. */
export interface ArrayShape {
  readonly kind: "array";
  readonly of: Shape;
  /** The shape of all elements but the first, where it is another. */
  readonly rest?: Shape;
  readonly hooks: Hooks;
}

/** A flat array of numbers, handed over in batches; the batch is reused after the call. */
export interface NumbersShape {
  readonly kind: "numbers";
  /** Each number is multiplied by 10^decimals, exactly where the product is exact. */
  readonly decimals: number;
  readonly sink: (batch: Float64Array, count: number) => void;
  readonly hooks: Hooks;
}

export interface StringsShape {
  readonly kind: "strings";
  readonly sink: (text: string) => void;
  readonly hooks: Hooks;
}

export interface TextShape {
  readonly kind: "text";
  readonly sink: (text: string) => void;
}

export interface NumberShape {
  readonly kind: "number";
  readonly sink: (value: number) => void;
}

/** An array whose inside a reader of its own takes, byte by byte: for columns of millions of rows. */
export interface BytesShape {
  readonly kind: "bytes";
  readonly reader: ArrayReader;
  readonly hooks: Hooks;
}

/** Reads the inside of one array over any chunk boundaries, from behind its opening bracket to its end. */
export interface ArrayReader {
  /** First byte that was not consumed: the scanner shows it again with what follows. */
  readonly position: number;
  /** The opening bracket was read. */
  open(): void;
  /** `closed` behind the closing bracket; `bad` where no JSON stands at `position`. */
  read(bytes: Uint8Array, from: number, end: number): "closed" | "more" | "bad";
}

export interface Hooks {
  /** The opening bracket was read: a repeated key starts anew. */
  readonly begin?: () => void;
  /** The closing bracket was read; never called for a truncated value. */
  readonly end?: () => void;
}

/** Only these keys are entered; the document's order of keys does not matter to the scanner. */
export function object(
  keys: Readonly<Record<string, Shape>>,
  hooks: Hooks & { readonly whole?: Whole } = {},
): ObjectShape {
  return {
    kind: "object",
    keys: new Map(Object.entries(keys)),
    hooks,
    ...(hooks.whole ? { whole: hooks.whole } : {}),
  };
}

/** An array whose elements have one shape; `rest` takes those of another. */
export function array(of: Shape, hooks: Hooks & { readonly rest?: Shape } = {}): ArrayShape {
  return { kind: "array", of, ...(hooks.rest ? { rest: hooks.rest } : {}), hooks };
}

/** `null` and whatever else is no number arrives as NaN, so that positions stay. */
export function numbers(
  sink: (batch: Float64Array, count: number) => void,
  options: Hooks & { readonly decimals?: number } = {},
): NumbersShape {
  return { kind: "numbers", decimals: options.decimals ?? 0, sink, hooks: options };
}

/** What is no string arrives as an empty one, so that positions stay. */
export function strings(sink: (text: string) => void, hooks: Hooks = {}): StringsShape {
  return { kind: "strings", sink, hooks };
}

/** A string that is wanted. */
export function text(sink: (text: string) => void): TextShape {
  return { kind: "text", sink };
}

/** A number that is wanted; NaN where it is none. */
export function number(sink: (value: number) => void): NumberShape {
  return { kind: "number", sink };
}

/** An array whose bytes are read by hand. */
export function inBytes(reader: ArrayReader, hooks: Hooks = {}): BytesShape {
  return { kind: "bytes", reader, hooks };
}
