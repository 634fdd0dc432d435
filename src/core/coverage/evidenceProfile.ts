import type { Profile } from "../profile/model";
import { withoutGenerics } from "../profile/names";
import type { RunEvidence } from "./evidence";
import { operationSigns } from "./evidenceOperations";
import type { OperationSigns } from "./evidenceOperations";
import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import { isSoftware } from "./states";
import type { JudgedCrate } from "./statesTypes";
import type { CoverageState, Finding, Operation } from "./types";

/** Below this share of the run a software kernel is no warning. */
const hotShare = 0.01;

/** What a run says of each operation: which form ran, what it cost, and what the precompile would. */
export function evidenceOfProfile(
  guest: ResolvedGuest,
  crates: readonly JudgedCrate[],
  profile: Profile,
  rules: RuleSet,
): RunEvidence {
  const metric = profile.metrics[0]?.id ?? "steps";
  const table = profile.functions;
  const plain = table.name.map((name) => withoutGenerics(name));
  const counts = new Map(profile.opcodes.map((row) => [row.name, row.count ?? 0]));
  const whole = profile.totals["variable"] ?? profile.totals[metric] ?? largest(table.total[metric]);
  const decided = new Map<Operation, { readonly state: CoverageState; readonly note: string }>();
  const findings: Finding[] = [];
  for (const signs of operationSigns) {
    const software = matching(plain, signs.software, false);
    const provided = signs.provider ? matching(plain, signs.provider, true) : [];
    const counters = (signs.counters[guest.backend] ?? []).map((name) => ({
      name,
      count: counts.get(name) ?? 0,
    }));
    const calls = counters.reduce((sum, c) => sum + c.count, 0);
    const cost = costOfRows(profile, metric, software);
    const share = cost === null || !whole ? 0 : cost / whole;
    const rows = crates.filter((r) => r.operation === signs.operation && !r.self);
    if (calls > 0 && share < hotShare) {
      const named = counters
        .filter((c) => c.count > 0)
        .map((c) => `${c.count.toLocaleString("en-US")} ${c.name}`);
      decided.set(signs.operation, {
        state: "accelerated",
        note: `The run made ${named.join(", ")} precompile calls`,
      });
    } else if (provided.length > 0 && share < hotShare && (software.length === 0 || calls === 0)) {
      decided.set(signs.operation, {
        state: "accelerated",
        note: `The run went through ${short(table.name[provided[0]!]!)}`,
      });
    } else if (software.length > 0 && calls === 0 && provided.length === 0 && share > 0) {
      const kernel = heaviest(profile, metric, software);
      const name = short(table.name[kernel]!);
      const state = softwareState(rows, name);
      if (state)
        decided.set(signs.operation, {
          state,
          note: `The run spent ${figure(cost!)} ${metric} in ${name}, without a precompile call${gain(signs, profile, metric, cost!)}`,
        });
      if (share >= hotShare) findings.push(hot(signs, profile, metric, cost!, share, kernel, rows));
    } else if (software.length > 0 && calls > 0 && share >= hotShare) {
      const kernel = heaviest(profile, metric, software);
      findings.push(
        warning(
          "mixed-kernel",
          `${signs.operation} runs on its precompile and also in software: ${figure(cost!)} ${metric} (${percent(share)}) in ${short(table.name[kernel]!)}`,
        ),
      );
    }
  }
  findings.push(...expectedElsewhere(profile, metric, whole));
  return { decided, findings, costOf: (row) => costOfCrate(profile, metric, row, rules) };
}

function hot(
  signs: OperationSigns,
  profile: Profile,
  metric: string,
  cost: number,
  share: number,
  kernel: number,
  rows: readonly JudgedCrate[],
): Finding {
  const name = profile.functions.name[kernel]!;
  const patched = rows.find((r) => r.verdict.state === "accelerated");
  const though = patched ? ` although ${patched.package.name} ${patched.package.version} is patched` : "";
  return warning(
    "native-kernel",
    `${signs.operation} runs in software${though}: ${figure(cost)} ${metric} (${percent(share)} of the run) in ${short(name)}, without a precompile call${gain(signs, profile, metric, cost)}`,
  );
}

/** An estimate is marked as one and names its base; none where one call is not one precompile call. */
function gain(signs: OperationSigns, profile: Profile, metric: string, cost: number): string {
  const unit = signs.unit;
  if (!unit || metric !== "cost") return "";
  const table = profile.functions;
  let calls = 0;
  table.name.forEach((name, i) => {
    const count = table.calls[i]!;
    if (unit.kernel.test(withoutGenerics(name)) && !Number.isNaN(count)) calls += count;
  });
  const then = calls * unit.cost;
  if (calls === 0 || then >= cost) return "";
  return `; estimate: about ${figure(cost - then)} less on the ${unit.precompile} precompile (${figure(calls)} calls × ${figure(unit.cost)} cost, ${unit.model})`;
}

/** arkworks does the curve where a patched substrate-bn could. */
function expectedElsewhere(profile: Profile, metric: string, whole: number): Finding[] {
  const table = profile.functions;
  const ark = indices(table.name, (name) => /\bark_bn254\b/.test(name));
  const bn = indices(table.name, (name) => /\bsubstrate_bn\b/.test(name));
  const cost = costOfRows(profile, metric, ark);
  if (cost === null || bn.length > 0 || !whole || cost / whole < hotShare) return [];
  return [
    warning(
      "other-library",
      `BN254 runs in ark_bn254 (${figure(cost)} ${metric}, ${percent(cost / whole)}), not in substrate_bn, which is what most backends accelerate: a feature chose it`,
    ),
  ];
}

function softwareState(rows: readonly JudgedCrate[], name: string): CoverageState | null {
  const lead = name.replace(/^[<&*]+/, "").split("::")[0]!;
  const own = rows.find((r) => r.package.name.replaceAll("-", "_") === lead);
  const state = own?.verdict.state ?? rows.find((r) => isSoftware(r.verdict.state))?.verdict.state;
  if (state === "accelerated" || state === "drifted") return "inert";
  return state && isSoftware(state) ? state : null;
}

function costOfCrate(profile: Profile, metric: string, row: JudgedCrate, rules: RuleSet): number | null {
  const library = rules.libraries.get(row.package.name);
  const lead = row.package.name.replaceAll("-", "_");
  const prefixes = library?.functions ?? [`${lead}::`];
  const table = profile.functions;
  const found = indices(table.name, (name, i) => {
    const plain = name.replace(/^[<&*]+/, "");
    return prefixes.some((p) => plain.startsWith(p)) || (!library?.functions && table.crate[i] === lead);
  });
  return costOfRows(profile, metric, found) ?? 0;
}

/** Self figures add up; inclusive ones do not, so that the largest is the lower bound. Null where nothing matches. */
function costOfRows(profile: Profile, metric: string, rows: readonly number[]): number | null {
  const self = profile.functions.self[metric];
  const total = profile.functions.total[metric];
  let sum = 0;
  let most = 0;
  let added = false;
  for (const i of rows) {
    const own = self?.[i] ?? NaN;
    if (!Number.isNaN(own)) {
      sum += own;
      added = true;
    }
    const all = total?.[i] ?? NaN;
    if (!Number.isNaN(all)) most = Math.max(most, all);
  }
  // A software kernel is a leaf: what it calls (rotations, copies) belongs to it.
  if (rows.length === 0) return null;
  return added ? sum : most;
}

function heaviest(profile: Profile, metric: string, rows: readonly number[]): number {
  const column = profile.functions.self[metric] ?? profile.functions.total[metric];
  return rows.reduce((best, i) => ((column?.[i] || 0) > (column?.[best] || 0) ? i : best), rows[0]!);
}

/** By the name without generics; the SDK's own functions are never software. */
function matching(plain: readonly string[], pattern: RegExp, provider: boolean): number[] {
  return indices(plain, (name) => pattern.test(name) && (provider || !/\bzisklib::/.test(name)));
}

function indices(names: readonly string[], test: (name: string, i: number) => boolean): number[] {
  const found: number[] = [];
  names.forEach((name, i) => {
    if (test(name, i)) found.push(i);
  });
  return found;
}

function largest(column: Float64Array | undefined): number {
  let most = 0;
  for (const value of column ?? []) if (value > most) most = value;
  return most;
}

function short(name: string): string {
  const plain = withoutGenerics(name);
  return plain.length > 100 ? `${plain.slice(0, 99)}…` : plain;
}

const figure = (n: number): string => Math.round(n).toLocaleString("en-US");
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const warning = (kind: string, message: string): Finding => ({
  kind,
  severity: "warning",
  message,
  place: null,
  fix: null,
});
