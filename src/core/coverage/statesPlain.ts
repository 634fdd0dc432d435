import { safeName } from "../profile/names";
import type { ResolvedGuest, ResolvedPackage, ResolvedPatch } from "./resolved";
import { canonical } from "./rules";
import type { BackendRules, CrateRule, PatchRule } from "./rulesTypes";
import { inRange, parseVersion, sameCaret } from "./rulesVersions";
import type { Verdict } from "./statesTypes";
import { backendName } from "./statesWords";

/** A copy that runs in software: is there a patch for it, was one declared, and why does it not apply? */
export function judgePlain(guest: ResolvedGuest, backend: BackendRules, pkg: ResolvedPackage): Verdict {
  const rule = backend.crates.get(pkg.name) ?? null;
  const where = pkg.cratesIo ? "crates.io" : safeName(pkg.git?.url ?? pkg.source ?? "a path");
  const label = `${pkg.name} ${pkg.version}`;
  const available = rule ? usablePatch(rule, pkg, guest.sdk.version) : null;
  const declared = declaredFor(guest, backend, pkg, rule);
  if (declared) {
    return {
      state: "unused",
      reason: `A patch for ${label} is declared but the lock resolves ${where}: ${declared.reason}`,
      rule,
      available,
      patch: declared,
    };
  }
  if (available) {
    const what = available.tag ?? available.branch ?? "its default branch";
    const from = (available.repository ?? rule?.repository ?? "").replace(/^https:\/\//, "");
    const at = available.version === pkg.version ? what : `${what}, version ${available.version}`;
    return {
      state: "unpatched",
      reason: `The lock resolves ${label} from ${where}; a patch exists in ${from} (${at}) and none is declared`,
      rule,
      available,
      patch: null,
    };
  }
  return {
    state: "unavailable",
    reason: unavailable(guest, pkg, rule, where),
    rule,
    available: null,
    patch: null,
  };
}

/** The newest patch of the rule that may stand in for this copy under this SDK; null where the rules know none. */
export function usablePatch(rule: CrateRule, pkg: ResolvedPackage, sdk: string | null): PatchRule | null {
  const own = parseVersion(pkg.version);
  if (!own || rule.kind !== "patch") return null;
  const fitting = (rule.patches ?? []).filter((p) => {
    const version = parseVersion(p.version);
    return version !== null && sameCaret(own, version) && sameOrigin(p, pkg) && inRange(sdk, p.sdk) === true;
  });
  const chosen = fitting.find((p) => p.version === pkg.version) ?? fitting[0];
  return chosen ? forThisCopy(chosen, pkg, sdk) : null;
}

function sameOrigin(patch: PatchRule, pkg: ResolvedPackage): boolean {
  if (patch.from === undefined) return pkg.cratesIo;
  if (!pkg.git || canonical(pkg.git.url) !== canonical(patch.from)) return false;
  return (
    patch.branches === undefined || (pkg.git.branch !== null && Object.hasOwn(patch.branches, pkg.git.branch))
  );
}

/** `{sdk}` and branches filled in. */
function forThisCopy(patch: PatchRule, pkg: ResolvedPackage, sdk: string | null): PatchRule {
  const tag = sdk === null ? patch.tag : patch.tag?.replaceAll("{sdk}", sdk);
  const branch = (pkg.git?.branch ? patch.branches?.[pkg.git.branch] : undefined) ?? patch.branch;
  return { ...patch, ...(tag === undefined ? {} : { tag }), ...(branch === undefined ? {} : { branch }) };
}

/** A patch that was meant for this copy and does not reach it. */
function declaredFor(
  guest: ResolvedGuest,
  backend: BackendRules,
  pkg: ResolvedPackage,
  rule: CrateRule | null,
): ResolvedPatch | null {
  const own = parseVersion(pkg.version);
  const patches = guest.patches.filter((p) => {
    if (p.state !== "unused" && p.state !== "ignored") return false;
    const renamed = rule?.names?.includes(p.package) && p.git !== null && fromRepositories(p.git, backend);
    if (p.package !== pkg.name && !renamed) return false;
    if (p.table !== "crates-io" && canonical(p.table) !== canonical(pkg.git?.url ?? "")) return false;
    if (p.table === "crates-io" && !pkg.cratesIo) return false;
    if (p.git !== null && isPlainFork(p.git, backend)) return false;
    // Of several versions the patch means the one that its tag names.
    const known = rule?.patches?.find((r) => r.tag !== undefined && r.tag === p.tag);
    const version = known && parseVersion(known.version);
    const rivals = guest.packages.filter((o) => o.name === pkg.name && o.id !== pkg.id);
    return !version || !own || sameCaret(own, version) || rivals.length === 0;
  });
  return patches.find((p) => p.state === "unused") ?? patches[0] ?? null;
}

/** The rule for a git repository, by its whole address or by the start before a `*`; null where there is none. */
export function repositoryOf(
  url: string,
  backend: BackendRules,
): BackendRules["repositories"][number] | null {
  const plain = canonical(url);
  return (
    backend.repositories.find((r) =>
      r.url.endsWith("*") ? plain.startsWith(r.url.slice(0, -1)) : plain === r.url,
    ) ?? null
  );
}

function fromRepositories(url: string, backend: BackendRules): boolean {
  return repositoryOf(url, backend)?.accelerated === true;
}

function isPlainFork(url: string, backend: BackendRules): boolean {
  return repositoryOf(url, backend)?.accelerated === false;
}

function unavailable(
  guest: ResolvedGuest,
  pkg: ResolvedPackage,
  rule: CrateRule | null,
  where: string,
): string {
  const name = backendName(guest.backend);
  const advice = rule?.advice ? `. ${rule.advice}` : "";
  const label = `${pkg.name} ${pkg.version} resolves from ${where} and`;
  if (rule === null || rule.kind !== "patch") return `${label} no patch of it for ${name} is known${advice}`;
  if (!pkg.cratesIo)
    return `${label} a patch of crates.io does not reach it, and it is not built on ${name}'s SDK${advice}`;
  const own = parseVersion(pkg.version);
  const versions = [...new Set((rule.patches ?? []).filter((p) => !p.from).map((p) => p.version))];
  const fits = versions.some((v) => own && sameCaret(own, parseVersion(v) ?? own));
  if (!fits) return `${label} patches for ${name} are known only for ${versions.join(", ")}${advice}`;
  if (guest.sdk.version === null)
    return `${label} which patch fits cannot be told without the version of ${guest.sdk.name}${advice}`;
  const newest = rule.patches?.find((p) => p.tag ?? p.branch);
  const known = newest ? ` (the newest known is ${newest.tag ?? newest.branch ?? ""})` : "";
  return `${label} no patch of it for ${guest.sdk.name} ${guest.sdk.version} is known${known}${advice}`;
}
