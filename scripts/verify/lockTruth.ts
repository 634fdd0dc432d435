import type { LockFile } from "../../src/core/coverage/lock";
import { rowsNamed } from "../../src/core/coverage/lock";
import type { ResolvedGuest } from "../../src/core/coverage/resolved";

/** One entry of LOCK_TRUTH.json. */
export interface LockTruth {
  readonly lock_version: number;
  readonly packages: number;
  readonly crypto: readonly { readonly name: string; readonly version: string; readonly source: string }[];
  readonly unused_patches: readonly unknown[];
  readonly declared_patches: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
  >;
}

export interface TruthResult {
  readonly passed: number;
  readonly problems: readonly string[];
  /** Entries that no guest reaches, each with the reason. */
  readonly notes: readonly string[];
}

const sdkNames = new Set(["sp1-zkvm", "ziskos", "risc0-zkvm", "openvm"]);
const same = (source: string | null, truth: string): boolean =>
  truth === "crates.io"
    ? (source?.includes("crates.io-index") ?? false)
    : source === (truth === "(path)" ? null : truth);

/** Every crypto crate of the truth against what its guests resolve, and the reverse. */
export function checkTruth(lock: LockFile, truth: LockTruth, guests: readonly ResolvedGuest[]): TruthResult {
  const problems: string[] = [];
  const notes: string[] = [];
  let passed = 0;
  const expect = (holds: boolean, what: string): void => {
    if (holds) passed++;
    else problems.push(what);
  };
  expect(lock.version === truth.lock_version, `lock version ${lock.version}, not ${truth.lock_version}`);
  expect(lock.count === truth.packages, `${lock.count} packages, not ${truth.packages}`);
  expect(lock.unused.length === truth.unused_patches.length, `${lock.unused.length} unused patches`);
  expect(lock.problems.length === 0, lock.problems.map((p) => p.message).join("; "));
  expect(guests.length > 0, "no guest found");
  for (const entry of truth.crypto) {
    const text = `${entry.name} ${entry.version} ${entry.source}`;
    const fits = (item: { name: string; version: string; source: string | null } | null): boolean =>
      item?.name === entry.name && item.version === entry.version && same(item.source, entry.source);
    const reachedBy = guests.filter((guest) => guest.packages.some(fits));
    if (reachedBy.length > 0) {
      const found = reachedBy[0]!.packages.find(fits)!;
      expect(
        found.path[0] === reachedBy[0]!.name && found.path.at(-1) === entry.name,
        `${text}: chain ${found.path}`,
      );
      if (sdkNames.has(entry.name))
        expect(
          guests.some((guest) => fits(guest.sdk.package)),
          `${text} is no guest's SDK`,
        );
      continue;
    }
    const row = rowsNamed(lock, entry.name).find(
      (at) => lock.versions[at] === entry.version && same(lock.sources[at]!, entry.source),
    );
    const roots = row === undefined ? [] : rootsOf(lock, row);
    const known = new Set(guests.map((guest) => guest.name));
    if (row !== undefined && roots.length > 0 && roots.every((root) => !known.has(root))) {
      passed++;
      notes.push(`${text}: only ${roots.join(", ")} reach it, no guest of a backend in the table`);
    } else problems.push(`${text} is not resolved`);
  }
  const wanted = truth.crypto.map((entry) => entry.name);
  for (const guest of guests)
    for (const item of guest.packages)
      if (wanted.includes(item.name))
        expect(
          truth.crypto.some(
            (entry) =>
              entry.name === item.name && entry.version === item.version && same(item.source, entry.source),
          ),
          `${guest.name}: ${item.name} ${item.version} ${item.source ?? "path"} is not in the truth`,
        );
  checkPatches(truth, guests, expect);
  return { passed, problems, notes };
}

function checkPatches(
  truth: LockTruth,
  guests: readonly ResolvedGuest[],
  expect: (holds: boolean, what: string) => void,
): void {
  for (const guest of guests) {
    const own = guest.patches.filter((patch) => patch.where === "root");
    const declared = Object.entries(truth.declared_patches).flatMap(([table, entries]) =>
      Object.entries(entries).map(([key, spec]) => ({ table, key, spec })),
    );
    expect(own.length === declared.length, `${guest.name}: ${own.length} patches, not ${declared.length}`);
    for (const { table, key, spec } of declared) {
      const patch = own.find((item) => item.table === table && item.key === key);
      expect(
        patch !== undefined &&
          patch.package === (spec["package"] ?? key) &&
          patch.git === (spec["git"] ?? null) &&
          patch.tag === (spec["tag"] ?? null) &&
          patch.branch === (spec["branch"] ?? null) &&
          patch.rev === (spec["rev"] ?? null),
        `${guest.name}: patch ${table} ${key} read wrongly`,
      );
      const isUsed = truth.crypto.some(
        (entry) =>
          entry.name === patch?.package &&
          spec["git"] !== undefined &&
          entry.source.startsWith(`git+${spec["git"]}`),
      );
      if (patch !== undefined && isUsed)
        expect(
          patch.state === "applied" || patch.state === "elsewhere",
          `${guest.name}: patch ${key} is ${patch.state}, the lock holds it`,
        );
    }
  }
}

/** Entries without users that reach the row. */
function rootsOf(lock: LockFile, row: number): string[] {
  const users = new Map<number, number[]>();
  for (let from = 0; from < lock.count; from++)
    for (const to of lock.edges.subarray(lock.edgeStarts[from]!, lock.edgeStarts[from + 1]!))
      users.set(to, [...(users.get(to) ?? []), from]);
  const seen = new Set([row]);
  const roots: string[] = [];
  for (const at of seen) {
    const above = users.get(at) ?? [];
    if (above.length === 0) roots.push(lock.names[at]!);
    for (const user of above) seen.add(user);
  }
  return roots;
}
