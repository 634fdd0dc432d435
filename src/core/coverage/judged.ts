import { fixPlan } from "./fixes";
import type { FixPlan } from "./fixes";
import { matrixCells } from "./matrix";
import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import { judgeGuest } from "./states";
import type { JudgedCrate } from "./statesTypes";
import type { CrateCoverage, MatrixCell, Place } from "./types";

/** All that is worked out about a guest with a lock, apart from positions and edits. */
export interface Judged {
  /** Positions in them are those of the answer that they were made for. */
  readonly crates: readonly JudgedCrate[];
  /** A cell an operation, without evidence of a run. */
  readonly cells: readonly MatrixCell[];
  readonly rows: readonly JudgedRow[];
  /** Which of the guest's patches a crate's row says is unused: by index. */
  readonly told: ReadonlySet<number>;
}

export interface JudgedRow {
  /** Without fix, place and cost. */
  readonly row: CrateCoverage;
  readonly plan: FixPlan | null;
  placeOf(guest: ResolvedGuest): Place | null;
  /** The crate as it stands now. */
  crateOf(guest: ResolvedGuest): JudgedCrate;
}

interface Kept extends Judged {
  readonly key: string;
  readonly rules: RuleSet;
  readonly patches: object;
}

const kept = new WeakMap<object, Map<string, Kept>>();

/** Judges a guest with a lock; what was found is kept while its graph, its patches and what its manifest says stay the same. */
export function judgedOf(guest: ResolvedGuest, rules: RuleSet, files: ReadonlyMap<string, string>): Judged {
  const { basis } = guest;
  if (basis === undefined) return judge(guest, rules, files);
  const known = kept.get(basis.graph) ?? new Map<string, Kept>();
  kept.set(basis.graph, known);
  const key = wordsOf(guest);
  const held = known.get(guest.backend);
  if (held?.rules === rules && held.patches === basis.patches && held.key === key) return held;
  const made = { ...judge(guest, rules, files), key, rules, patches: basis.patches };
  known.set(guest.backend, made);
  return made;
}

/** What judging reads of a guest beside graph and patches, without positions. */
function wordsOf({ manifest, name, sdk, workspaceRoot, lock, dependencies, openvm }: ResolvedGuest): string {
  const words: (string | number | boolean | null)[] = [
    manifest,
    name,
    sdk.name,
    sdk.version,
    workspaceRoot,
    lock.file,
  ];
  for (const dependency of dependencies) {
    const { features } = dependency;
    words.push(dependency.package, dependency.kind, dependency.resolved, features.length, ...features);
  }
  if (openvm !== null)
    words.push(openvm.file, JSON.stringify(openvm.sections.map((section) => [section.name, section.values])));
  return JSON.stringify(words);
}

function judge(guest: ResolvedGuest, rules: RuleSet, files: ReadonlyMap<string, string>): Judged {
  const crates = judgeGuest(guest, rules);
  const packageAt = new Map(guest.packages.map((pkg, at) => [pkg, at]));
  const patchAt = new Map(guest.patches.map((patch, at) => [patch, at]));
  const told = new Set<number>();
  const rows = crates.map((crate): JudgedRow => {
    const own = packageAt.get(crate.package)!;
    const patch = crate.verdict.patch === null ? -1 : patchAt.get(crate.verdict.patch)!;
    if (crate.verdict.state === "unused" && patch >= 0) told.add(patch);
    const first = crate.package.path[1];
    const dependency = guest.dependencies.findIndex((d) => d.package === first);
    return {
      row: rowOf(crate),
      plan: fixPlan(guest, crate, files, rules),
      // The patch that it comes from or that was meant for it, its own dependency entry, or the dependency that pulls it in.
      placeOf: (now) =>
        now.patches[patch]?.place ??
        now.packages[own]!.declared ??
        now.dependencies[dependency]?.place ??
        null,
      crateOf: (now) => ({
        ...crate,
        package: now.packages[own]!,
        verdict: { ...crate.verdict, patch: now.patches[patch] ?? null },
      }),
    };
  });
  return { crates, rows, told, cells: matrixCells({ resolved: guest, crates, decided: new Map() }, rules) };
}

function rowOf(row: JudgedCrate): CrateCoverage {
  const { package: pkg, verdict } = row;
  return {
    operation: row.operation,
    crate: pkg.name,
    version: pkg.version,
    ...(pkg.source === null ? {} : { source: pkg.source }),
    state: verdict.state,
    reason: verdict.reason,
    path: pkg.path,
    fix: null,
    place: null,
    related: pkg.place,
    role: row.library.role,
    ...(verdict.rule === null
      ? {}
      : {
          impact: verdict.rule.impact,
          rule: { id: verdict.rule.id, source: verdict.rule.source, date: verdict.rule.date },
        }),
    cost: null,
  };
}
