import type { Benchmark } from "../profile/model";
import { safeName } from "../profile/names";

/** Most parameters of a command that are kept. */
const maxParameters = 100;

/** Parameters by result; their names are the user's own, so they are read out of the whole document. */
export function parametersOf(bytes: Uint8Array): readonly Benchmark["parameters"][] {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // What the scanner took may still be too deep or too loose for this.
    return [];
  }
  const results = (root as { results?: unknown } | null)?.results;
  if (!Array.isArray(results)) return [];
  return results.map((result: unknown) => {
    const parameters = (result as { parameters?: unknown } | null)?.parameters;
    if (typeof parameters !== "object" || parameters === null) return [];
    return Object.entries(parameters)
      .slice(0, maxParameters)
      .flatMap(([name, value]) =>
        typeof value === "string" || typeof value === "number"
          ? [{ name: safeName(name), value: safeName(String(value)) }]
          : [],
      );
  });
}
