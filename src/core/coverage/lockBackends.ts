import type { BackendFacts } from "./backends";
import { backendFacts } from "./backends";
import type { LockFile } from "./lock";
import { edgesOf, rowsNamed } from "./lock";
import type { Project } from "./project";

/** What is asked about a lock again and again. */
interface LockFacts {
  /** Packages whose manifests are at hand: those speak for themselves. */
  readonly atHand: ReadonlySet<string>;
  readonly bringing: Map<BackendFacts, ReadonlySet<number>>;
  /** Rows that look like guests and have no manifest at hand, with their backend. */
  loose: readonly { readonly row: number; readonly facts: BackendFacts }[] | null;
}

const factsOfLocks = new WeakMap<Project, Map<LockFile, LockFacts>>();
/** Kept beyond one project while the same packages are at hand. */
const keptFacts = new WeakMap<LockFile, LockFacts>();

function factsOf(project: Project, lock: LockFile): LockFacts {
  let known = factsOfLocks.get(project);
  if (known === undefined) {
    factsOfLocks.set(project, (known = new Map()));
    const names = new Map<LockFile, Set<string>>();
    for (const view of project.packages) {
      if (view.lock === null) continue;
      const atHand = names.get(view.lock) ?? new Set<string>();
      names.set(view.lock, atHand.add(view.name));
    }
    for (const [file, atHand] of names) known.set(file, keptFor(file, atHand));
  }
  const facts = known.get(lock) ?? keptFor(lock, new Set());
  known.set(lock, facts);
  return facts;
}

function keptFor(lock: LockFile, atHand: ReadonlySet<string>): LockFacts {
  const held = keptFacts.get(lock);
  if (held?.atHand.size === atHand.size && [...atHand].every((name) => held.atHand.has(name))) return held;
  const facts = { atHand, bringing: new Map<BackendFacts, ReadonlySet<number>>(), loose: null };
  keptFacts.set(lock, facts);
  return facts;
}

/** Rows that bring the SDK along: a published platform, or a local library that is not at hand. */
export function bringingRows(project: Project, lock: LockFile, facts: BackendFacts): ReadonlySet<number> {
  const { atHand, bringing } = factsOf(project, lock);
  let rows = bringing.get(facts);
  if (rows === undefined) {
    const found = new Set<number>();
    if (facts.sdk.some((name) => rowsNamed(lock, name).length > 0))
      for (let row = 0; row < lock.count; row++) {
        const brings =
          lock.sources[row] === null
            ? reachesLocally(lock, row, facts, atHand)
            : isPlatform(lock, row, facts);
        if (brings) found.add(row);
      }
    bringing.set(facts, (rows = found));
  }
  return rows;
}

/** Whether some package could be a guest through this lock, of whatever backend. */
export function bringsAny(project: Project, lock: LockFile | null): boolean {
  if (lock === null || lock.broken !== null) return false;
  return backendFacts.some((facts) => bringingRows(project, lock, facts).size > 0);
}

/** Rows that look like guests and have no manifest at hand, with their backend. */
export function looseRowsOf(project: Project, lock: LockFile): NonNullable<LockFacts["loose"]> {
  const known = factsOf(project, lock);
  return (known.loose ??= looseRows(lock, known.atHand));
}

/** Rows nobody depends on that link a backend, themselves or through libraries that are not at hand. */
function looseRows(lock: LockFile, atHand: ReadonlySet<string>): NonNullable<LockFacts["loose"]> {
  const rows: { row: number; facts: BackendFacts }[] = [];
  const used = new Uint8Array(lock.count);
  for (const to of lock.edges) used[to] = 1;
  for (let row = 0; row < lock.count; row++) {
    if (used[row] === 1 || lock.sources[row] !== null || atHand.has(lock.names[row]!)) continue;
    for (const facts of backendFacts) {
      const isLinked = edgesOf(lock, row).some(
        (to) =>
          facts.sdk.includes(lock.names[to]!) ||
          isPlatform(lock, to, facts) ||
          (lock.sources[to] === null && reachesLocally(lock, to, facts, atHand)),
      );
      if (isLinked && !reachesHost(lock, row, facts)) rows.push({ row, facts });
    }
  }
  return rows;
}

/** A wrapper links the SDK itself and names the backend or says that it is a platform. */
function isPlatform(lock: LockFile, row: number, facts: BackendFacts): boolean {
  const name = lock.names[row]!;
  return (
    (facts.wrappers.includes(name) || /(?:^|[-_])platform(?:[-_]|$)/.test(name)) &&
    edgesOf(lock, row).some((to) => facts.sdk.includes(lock.names[to]!))
  );
}

/** A library of the project that is not at hand brings the SDK along, itself or through others of its kind. */
function reachesLocally(
  lock: LockFile,
  from: number,
  facts: BackendFacts,
  atHand: ReadonlySet<string>,
): boolean {
  const seen = new Set<number>([from]);
  for (const row of seen) {
    if (atHand.has(lock.names[row]!)) continue;
    for (const to of edgesOf(lock, row)) {
      if (facts.sdk.includes(lock.names[to]!)) return true;
      if (lock.sources[to] === null) seen.add(to);
    }
  }
  return false;
}

/** Whether the row links a prover side of the backend, through whatever others. */
export function reachesHost(lock: LockFile, root: number, facts: BackendFacts): boolean {
  const seen = new Set<number>([root]);
  for (const row of seen) {
    if (facts.host.includes(lock.names[row]!)) return true;
    for (const to of edgesOf(lock, row)) seen.add(to);
  }
  return false;
}

/** The SDK's row that the guest reaches first; -1 where it reaches none. */
export function sdkRow(lock: LockFile, facts: BackendFacts, order: readonly number[]): number {
  const rows = new Set(facts.sdk.flatMap((name) => rowsNamed(lock, name)));
  return order.find((row) => rows.has(row)) ?? -1;
}
