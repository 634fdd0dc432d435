/**
 * What a reader wants of a JSON document, as data: every key that is not named is passed over
 * without being read. A value of another type than wanted is passed over too.
 */
export type Shape = ObjectShape | ArrayShape | NumbersShape | StringsShape | TextShape | NumberShape;

export interface ObjectShape {
  readonly kind: "object";
  readonly keys: ReadonlyMap<string, Shape>;
  readonly hooks: Hooks;
}

/** An array whose elements all have one shape. */
export interface ArrayShape {
  readonly kind: "array";
  readonly of: Shape;
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

export interface Hooks {
  /** The opening bracket was read: a repeated key starts anew. */
  readonly begin?: () => void;
  /** The closing bracket was read; never called for a truncated value. */
  readonly end?: () => void;
}

/** Only these keys are entered; the document's order of keys does not matter to the scanner. */
export function object(keys: Readonly<Record<string, Shape>>, hooks: Hooks = {}): ObjectShape {
  return { kind: "object", keys: new Map(Object.entries(keys)), hooks };
}

export function array(of: Shape, hooks: Hooks = {}): ArrayShape {
  return { kind: "array", of, hooks };
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

export function text(sink: (text: string) => void): TextShape {
  return { kind: "text", sink };
}

export function number(sink: (value: number) => void): NumberShape {
  return { kind: "number", sink };
}
