import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import type { CrateCoverage } from "./types";

/** Without a lock nothing is established: what the manifests name, the guest's and those of its path dependencies at hand, is `unknown` with the way to a lock. */
export function undecidedCrates(guest: ResolvedGuest, rules: RuleSet): readonly CrateCoverage[] {
  if (guest.lock.kind === "found") return [];
  const reason = guest.lock.reason;
  const entries = [
    ...guest.dependencies
      .filter((d) => d.kind === "normal")
      .map((d) => ({ name: d.package, place: d.place, path: [guest.name, d.package] })),
    ...(guest.named ?? []),
    ...guest.patches
      .filter((p) => p.where === "root")
      .map((p) => ({ name: p.package, place: p.place, path: [guest.name, p.package] })),
  ];
  const seen = new Set<string>();
  return entries.flatMap(({ name, place, path }) => {
    const library = rules.libraries.get(name);
    if (!library || seen.has(name)) return [];
    seen.add(name);
    return library.operations.map((operation) => ({
      operation,
      crate: name,
      version: null,
      state: "unknown" as const,
      reason,
      path,
      fix: null,
      place,
      related: null,
      cost: null,
    }));
  });
}
