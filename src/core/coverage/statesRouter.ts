import type { ResolvedGuest, ResolvedPackage } from "./resolved";
import type { BackendRules, Library, RuleSet } from "./rulesTypes";
import { inRange } from "./rulesVersions";
import type { JudgedCrate, Verdict } from "./statesTypes";
import { listed } from "./statesWords";
import type { Operation } from "./types";

/**
 * A crate that hands an operation to one of several libraries (alloy-primitives, revm-precompile, kzg-rs): its state is theirs where they
 * agree. Null where the lock gives it no library for the operation and it has none itself.
 */
export function judgeRouter(
  guest: ResolvedGuest,
  backend: BackendRules,
  rules: RuleSet,
  pkg: ResolvedPackage,
  library: Library,
  operation: Operation,
  own: Verdict,
  rows: readonly JudgedCrate[],
): Verdict | null {
  // 1. A patched copy of the router itself needs nobody.
  if (own.state !== "unpatched" && own.state !== "unavailable" && own.state !== "unused") return own;
  // 2. A feature that sends the operation to the SDK.
  const hook = hookOf(guest, backend, pkg, operation);
  if (hook) return { ...own, state: "accelerated", reason: hook, available: null };
  // 3. The libraries that the lock gives it.
  const ids = new Set(pkg.dependencies);
  const via = rows.filter(
    (r) =>
      ids.has(r.package.id) && library.via?.includes(r.package.name) && serves(r, library, operation, rules),
  );
  const used = [...new Map(via.map((r) => [r.package.id, r])).values()];
  if (used.length === 0) return library.operations.length === 1 ? own : null;
  const states = new Set(used.map((r) => r.verdict.state));
  const names = used.map((r) => `${r.package.name} ${r.package.version} (${r.verdict.state})`);
  if (states.size > 1) {
    return {
      ...own,
      state: "unknown",
      available: null,
      reason: `${pkg.name} ${pkg.version} can use ${listed(names)}: its features decide, which stand in the Cargo.toml of ${usersNamed(guest, pkg)} and which cargo metadata tells`,
    };
  }
  const state = used[0]!.verdict.state;
  if (own.available && state !== "accelerated") return own;
  const through = used.map((r) => `${r.package.name} ${r.package.version}`);
  return {
    ...own,
    state,
    available: null,
    reason: `${pkg.name} ${pkg.version} computes with ${listed(through)}, ${state === "accelerated" ? "which is accelerated" : `whose state is ${state}`}: ${used[0]!.verdict.reason}`,
  };
}

/** kzg-rs serves KZG with libraries of BLS12-381; elsewhere the library must serve the operation itself. */
function serves(row: JudgedCrate, library: Library, operation: Operation, rules: RuleSet): boolean {
  if (row.operation === operation) return true;
  const single = library.operations.length === 1;
  return single && !rules.libraries.get(row.package.name)?.operations.includes(operation);
}

function usersNamed(guest: ResolvedGuest, pkg: ResolvedPackage): string {
  const users = new Set(pkg.users);
  const names = [...new Set(guest.packages.filter((p) => users.has(p.id)).map((p) => p.name))];
  return names.length === 0
    ? "the guest"
    : listed(names.length > 4 ? [...names.slice(0, 3), "others"] : names);
}

function hookOf(
  guest: ResolvedGuest,
  backend: BackendRules,
  pkg: ResolvedPackage,
  operation: Operation,
): string | null {
  for (const provider of backend.providers) {
    const carrier = guest.packages.find((p) => p.name === provider.library);
    if (!carrier || inRange(carrier.version, provider.sdk) !== true) continue;
    for (const f of provider.features ?? []) {
      if (f.crate !== pkg.name || f.operation !== operation || inRange(carrier.version, f.sdk) !== true)
        continue;
      const on =
        pkg.features?.includes(f.feature) ??
        guest.dependencies.some(
          (d) =>
            d.package === pkg.name &&
            d.kind === "normal" &&
            !d.optional &&
            d.target === null &&
            (d.resolved === null || d.resolved === pkg.id) &&
            d.features.includes(f.feature),
        );
      if (on)
        return `The feature ${f.feature} of ${pkg.name} ${pkg.version} sends it to ${f.symbol} of ${carrier.name} ${carrier.version}`;
    }
  }
  return null;
}
