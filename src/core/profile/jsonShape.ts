import { CycleLensError } from "../errors";
import { safeName } from "./names";

/** Run-time guards for JSON from outside. Every failure is `bad-input` and names the place. */
export type JsonObject = Readonly<Record<string, unknown>>;

function wrong(path: string, expected: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    `the profile is damaged: ${path} is not ${expected}`,
    "export the profile again, or open the run's raw files",
  );
}

export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "an object");
  return value as JsonObject;
}

/** Missing is empty; a list of more than 2^26 entries is refused. */
export function asArray(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 1 << 26) throw wrong(path, "a list");
  return value as readonly unknown[];
}

export function asNumber(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(path, "a number");
  return value;
}

/** Null and missing are null: unknown. */
export function asNumberOrNull(value: unknown, path: string): number | null {
  return value === undefined || value === null ? null : asNumber(value, path);
}

export function asText(value: unknown, path: string): string {
  if (typeof value !== "string") throw wrong(path, "a text");
  return value;
}

export function asTextOrNull(value: unknown, path: string): string | null {
  return value === undefined || value === null ? null : asText(value, path);
}

/** A name, made harmless. */
export function asName(value: unknown, path: string): string {
  return safeName(asText(value, path));
}

export function asNameOrNull(value: unknown, path: string): string | null {
  const text = asTextOrNull(value, path);
  return text === null ? null : safeName(text);
}

export function asOneOf<T extends string>(value: unknown, choices: readonly T[], path: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw wrong(path, `one of ${choices.join(", ")}`);
  return found;
}

/** A whole number within [least, most]. */
export function asIndex(value: unknown, least: number, most: number, path: string): number {
  const number = asNumber(value, path);
  if (!Number.isInteger(number) || number < least || number > most)
    throw wrong(path, `a whole number from ${String(least)} to ${String(most)}`);
  return number;
}
