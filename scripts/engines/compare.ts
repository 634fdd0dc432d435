import type { ProfileJson } from "../../src/core/profile/json";
import type { Expected } from "./cases";

/** What differs between a profile that was just taken and the recorded truth; empty where all is right. */
export function differences(profile: ProfileJson, expected: Expected): string[] {
  const out: string[] = [];
  const same = (what: string, got: unknown, want: unknown) => {
    if (JSON.stringify(got) !== JSON.stringify(want))
      out.push(`${what}: ${brief(got)} instead of ${brief(want)}`);
  };
  same("exitCode", profile.exitCode, expected.exitCode);
  same("outcome", profile.outcome.status, expected.status);
  same("steps", profile.totals["steps"] ?? null, expected.steps);
  for (const [key, value] of Object.entries(expected.cost ?? {}))
    same(key, profile.totals[key] ?? null, value);
  for (const kind of ["base", "precompile"] as const) {
    const want = kind === "base" ? expected.opcodes : expected.precompiles;
    if (want === null) continue;
    const got = profile.opcodes.filter((row) => row.kind === kind && (row.count ?? 0) > 0);
    same(`${kind} opcodes`, table(got.map((row) => [row.name, row])), table(Object.entries(want)));
  }
  if (expected.frops !== null) {
    const got = profile.opcodes.flatMap((row) =>
      row.frops === null ? [] : [[row.name, row.frops] as const],
    );
    same("frops", table(got), table(Object.entries(expected.frops)));
  }
  if (expected.functions !== null) {
    same("listed", profile.listed?.functions.map(listedRow), expected.functions.map(listedRow));
  }
  if (expected.callstackDisabled !== null)
    same("call stack disabled", profile.listed?.disabled, expected.callstackDisabled);
  if (expected.outputHex !== null) same("public output", profile.output.publicHex, expected.outputHex);
  return out;
}

type Row = { readonly count: number | null; readonly cost: number | null };

function table(rows: readonly (readonly [string, Row])[]): string[] {
  return rows.map(([name, row]) => `${name} ${row.count} ${row.cost}`).sort();
}

function listedRow(row: object): string {
  const { name, calls, steps, cost } = row as Record<string, unknown>;
  return `${String(name)} ${String(calls)} ${String(steps)} ${String(cost)}`;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
