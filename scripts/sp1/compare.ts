import type { ProfileJson } from "../../src/core/profile/json";
import { withoutHashes } from "../../src/core/importers/functionNames";
import { differences, type Sp1Expected } from "../verify/sp1Expected";

export interface Compared {
  readonly figures: number;
  readonly problems: readonly string[];
}

/** A profile as the command line printed it against what another program folded from SP1's own files at this rate. */
export function compareProfile(profile: ProfileJson, expected: Sp1Expected, rate: number): Compared {
  const trace = expected.traces[String(rate)];
  const problems: string[] = [];
  const one = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) problems.push(`${what} ${String(found)}, expected ${String(wanted)}`);
  };
  one("cycles", profile.totals["cycles"], expected.cycles);
  one("gas", profile.totals["gas"], expected.gas);
  one("exit code", profile.exitCode, expected.exitCode);
  const counts = (kind: string): Map<string, number> =>
    new Map(
      profile.opcodes.flatMap((row) =>
        row.kind === kind && row.count !== null ? [[row.name, row.count]] : [],
      ),
    );
  const lower = (wanted: Readonly<Record<string, number>>): Map<string, number> =>
    new Map(Object.entries(wanted).map(([name, value]) => [name.toLowerCase(), value]));
  problems.push(
    ...differences("opcode", lower(expected.opcodes), counts("base")),
    ...differences("syscall", lower(expected.syscalls), counts("precompile")),
  );
  // Labels of the log alone (`cycle-tracker-start`) are in no report.
  const tags = profile.tags.filter(({ name }) => Object.hasOwn(expected.cycleTracker, name));
  problems.push(
    ...differences(
      "tracker",
      new Map(Object.entries(expected.cycleTracker)),
      new Map(tags.map(({ name, total }) => [name, total])),
    ),
  );
  let figures =
    3 +
    Object.keys(expected.opcodes).length +
    Object.keys(expected.syscalls).length +
    Object.keys(expected.cycleTracker).length;
  if (trace === undefined) return { figures, problems };
  one("unattributed", profile.unattributed["cycles"], trace.weightWithoutStack);
  // 1. By SP1's own rule, to the letter.
  const wanted = Object.entries(trace.functions);
  const listed = profile.listed?.functions ?? [];
  problems.push(
    ...differences(
      "listed self",
      new Map(wanted.map(([name, { self }]) => [name, self])),
      new Map(listed.map(({ name, self }) => [name, self ?? Number.NaN])),
    ),
    ...differences(
      "listed total",
      new Map(wanted.map(([name, { inclusive }]) => [name, inclusive])),
      new Map(listed.map(({ name, total }) => [name, total ?? Number.NaN])),
    ),
    // 2. As every surface shows them, by name without hashes.
    ...differences(
      "function",
      bag(wanted.map(([name, { self, inclusive }]) => `${withoutHashes(name)} ${self} ${inclusive}`)),
      bag(
        profile.functions.flatMap(({ name, self, total }) =>
          name.startsWith("[") ? [] : [`${name} ${self["cycles"] ?? "–"} ${total["cycles"] ?? "–"}`],
        ),
      ),
    ),
  );
  figures += 1 + 4 * wanted.length;
  return { figures, problems };
}

/** Two functions may have the same name and the same figures. */
function bag(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
