/** Run-time checks of what crosses a process border. Total: any value goes in, no guard throws. */
export type Guard<T> = (value: unknown) => value is T;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An integer of at least -1: an index into a table of the other side, or none. */
export function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -1 && (value as number) <= 0x7fffffff;
}

export function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest;
}

export function isOneOf<T extends string>(value: unknown, ...allowed: readonly T[]): value is T {
  return typeof value === "string" && (allowed as readonly string[]).includes(value);
}

export function isArrayOf<T>(value: unknown, longest: number, each: Guard<T>): value is readonly T[] {
  return Array.isArray(value) && value.length <= longest && value.every((item) => each(item));
}

export const isNothing: Guard<null> = (value): value is null => value === null;
