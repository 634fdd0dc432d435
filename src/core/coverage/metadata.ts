import type { LockFile } from "./lock";
import { rowsNamed } from "./lock";

export type EdgeUse = "normal" | "build" | "off" | "unsure";

/** What `cargo metadata` adds to a lock: features, and which edges this target and these features take. */
export interface LockMetadata {
  /** Enabled features by row of the lock; null where metadata does not hold the row. */
  readonly features: readonly (readonly string[] | null)[];
  useOf(from: number, to: number): EdgeUse;
}

interface RawPackage {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly version?: unknown;
  readonly source?: unknown;
  readonly targets?: unknown;
}

interface RawNode {
  readonly id?: unknown;
  readonly features?: unknown;
  readonly deps?: unknown;
}

/** Reads `cargo metadata --format-version 1` onto the rows of a lock; a sentence where it cannot be used. */
export function readMetadata(text: string, lock: LockFile): LockMetadata | string {
  let json: { packages?: unknown; resolve?: { nodes?: unknown } | null };
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    return "the output of cargo metadata is not JSON";
  }
  if (
    typeof json !== "object" ||
    json === null ||
    !Array.isArray(json.packages) ||
    !Array.isArray(json.resolve?.nodes)
  )
    return "the output of cargo metadata holds no resolved graph (was --no-deps given?)";
  const rowById = new Map<string, number>();
  const procMacros = new Set<number>();
  for (const raw of json.packages as (RawPackage | null)[]) {
    if (typeof raw?.id !== "string" || typeof raw.name !== "string") continue;
    const rows = rowsNamed(lock, raw.name).filter((row) => lock.versions[row] === raw.version);
    const source = typeof raw.source === "string" ? plain(raw.source) : null;
    const row =
      rows.find((at) => (lock.sources[at] === null ? null : plain(lock.sources[at]!)) === source) ??
      (rows.length === 1 ? rows[0] : undefined);
    if (row === undefined) continue;
    rowById.set(raw.id, row);
    if (
      Array.isArray(raw.targets) &&
      raw.targets.some((target) => strings(target?.kind).includes("proc-macro"))
    )
      procMacros.add(row);
  }
  const features: (readonly string[] | null)[] = new Array<null>(lock.count).fill(null);
  const uses = new Map<number, EdgeUse>();
  const known = new Set<number>();
  for (const node of json.resolve.nodes as (RawNode | null)[]) {
    const from = typeof node?.id === "string" ? rowById.get(node.id) : undefined;
    if (from === undefined) continue;
    known.add(from);
    features[from] = strings(node!.features);
    if (!Array.isArray(node!.deps)) continue;
    for (const dep of node!.deps as ({ pkg?: unknown; dep_kinds?: unknown } | null)[]) {
      const to = typeof dep?.pkg === "string" ? rowById.get(dep.pkg) : undefined;
      if (to === undefined) continue;
      const kinds = Array.isArray(dep!.dep_kinds)
        ? (dep!.dep_kinds as ({ kind?: unknown } | null)[])
        : [{ kind: null }];
      const isLinked = kinds.some((kind) => (kind?.kind ?? null) === null) && !procMacros.has(to);
      const key = from * lock.count + to;
      uses.set(key, isLinked || uses.get(key) === "normal" ? "normal" : "build");
    }
  }
  if (known.size === 0) return "the output of cargo metadata is of another project than the lock";
  return {
    features,
    useOf: (from, to) => uses.get(from * lock.count + to) ?? "off",
  };
}

/** Metadata writes sources percent-decoded or not, as the format of the lock wants. */
function plain(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
