import { safeName } from "../profile/names";
import type { ResolvedGuest, ResolvedPackage, ResolvedPatch } from "./resolved";
import { canonical } from "./rules";
import type { BackendRules, CrateRule, Library, RuleSet } from "./rulesTypes";
import { inRange } from "./rulesVersions";
import { driftOf, needsOf } from "./statesChecks";
import { judgePlain, repositoryOf } from "./statesPlain";
import { judgeRouter } from "./statesRouter";
import type { JudgedCrate, Verdict } from "./statesTypes";
import { backendName } from "./statesWords";

/** Every crypto crate that the guest reaches with its state (docs/design.md §6); empty without a lock. */
export function judgeGuest(guest: ResolvedGuest, rules: RuleSet): readonly JudgedCrate[] {
  const backend = rules.backends.get(guest.backend)!;
  const byId = new Map(guest.packages.map((p) => [p.id, p]));
  const patchOf = new Map<number, ResolvedPatch>();
  for (const patch of guest.patches) {
    if (patch.where === "root") for (const id of patch.packages) if (!patchOf.has(id)) patchOf.set(id, patch);
  }
  const crypto: { pkg: ResolvedPackage; library: Library; self: boolean }[] = [];
  for (const [index, pkg] of guest.packages.entries()) {
    const library = rules.libraries.get(pkg.name);
    if (library && pkg.use !== "build") crypto.push({ pkg, library, self: index === 0 });
  }
  // 1. What a copy is by itself.
  const own = new Map<number, Verdict>();
  for (const { pkg, self } of crypto) {
    own.set(
      pkg.id,
      self
        ? selfVerdict(guest, pkg)
        : judgeCopy(guest, backend, rules, pkg, byId, patchOf.get(pkg.id) ?? null),
    );
  }
  // 2. Patched and plain copies of one crate.
  const copies = new Map<string, ResolvedPackage[]>();
  for (const { pkg, self } of crypto) {
    if (!self) copies.set(pkg.name, [...(copies.get(pkg.name) ?? []), pkg]);
  }
  for (const { pkg, self } of crypto) {
    const verdict = own.get(pkg.id)!;
    if (self || verdict.state !== "accelerated") continue;
    const others = (copies.get(pkg.name) ?? []).filter(
      (o) => o.id !== pkg.id && isSoftware(own.get(o.id)?.state),
    );
    if (others.length === 0) continue;
    const users = others.map((o) => `${o.version} (used by ${usersOf(o, byId)})`).join(", ");
    own.set(pkg.id, {
      ...verdict,
      state: "drifted",
      drift: "copies",
      reason: `${pkg.name} ${pkg.version} is patched, but a plain copy resolves beside it: ${users}`,
    });
  }
  // 3. Crates that hand the work to others, innermost first: kzg-rs before revm-precompile.
  const rows: JudgedCrate[] = crypto
    .filter((c) => c.library.role !== "router" || c.self)
    .flatMap((c) => rowsOf(c.pkg, c.library, c.self, own.get(c.pkg.id)!));
  let open = crypto.filter((c) => c.library.role === "router" && !c.self);
  for (let round = 0; open.length > 0; round++) {
    const names = new Set(open.map((c) => c.pkg.name));
    const ready = open.filter(
      (c) => round > 3 || !(c.library.via ?? []).some((v) => v !== c.pkg.name && names.has(v)),
    );
    const now = ready.length > 0 ? ready : open;
    for (const c of now) {
      for (const operation of c.library.operations) {
        const verdict = judgeRouter(
          guest,
          backend,
          rules,
          c.pkg,
          c.library,
          operation,
          own.get(c.pkg.id)!,
          rows,
        );
        if (verdict) rows.push({ package: c.pkg, library: c.library, operation, verdict, self: false });
      }
    }
    open = open.filter((c) => !now.includes(c));
  }
  return rows;
}

function rowsOf(pkg: ResolvedPackage, library: Library, self: boolean, verdict: Verdict): JudgedCrate[] {
  return library.operations.map((operation) => ({ package: pkg, library, operation, verdict, self }));
}

/** States that say: it runs as ordinary instructions. */
export function isSoftware(state: string | undefined): boolean {
  return state === "unpatched" || state === "unavailable" || state === "unused";
}

function selfVerdict(guest: ResolvedGuest, pkg: ResolvedPackage): Verdict {
  return {
    state: "unknown",
    reason: `${pkg.name} is the guest's own package, not the library of that name: the sources beside ${safeName(guest.manifest)} decide`,
    rule: null,
    available: null,
    patch: null,
  };
}

function judgeCopy(
  guest: ResolvedGuest,
  backend: BackendRules,
  rules: RuleSet,
  pkg: ResolvedPackage,
  byId: ReadonlyMap<number, ResolvedPackage>,
  patch: ResolvedPatch | null,
): Verdict {
  const evidence = evidenceOf(guest, backend, rules, pkg, byId, patch);
  if (evidence.kind === "plain") return judgePlain(guest, backend, pkg);
  const rule = backend.crates.get(pkg.name) ?? null;
  if (evidence.kind === "unknown") {
    return { state: "unknown", reason: evidence.reason, rule, available: null, patch };
  }
  const base: Verdict = { state: "accelerated", reason: evidence.reason, rule, available: null, patch };
  return driftOf(guest, backend, pkg, base, byId) ?? needsOf(guest, pkg, base, byId) ?? base;
}

type Evidence =
  { readonly kind: "accelerated" | "unknown"; readonly reason: string } | { readonly kind: "plain" };

function evidenceOf(
  guest: ResolvedGuest,
  backend: BackendRules,
  rules: RuleSet,
  pkg: ResolvedPackage,
  byId: ReadonlyMap<number, ResolvedPackage>,
  patch: ResolvedPatch | null,
): Evidence {
  const label = `${pkg.name} ${pkg.version}`;
  const name = backendName(guest.backend);
  const sdk = pkg.dependencies.map((id) => byId.get(id)).find((d) => d && isSdkLibrary(d.name, backend));
  const rule = backend.crates.get(pkg.name);
  const git = pkg.git && safeName(pkg.git.url);
  if (pkg.git) {
    const repository = repositoryOf(pkg.git.url, backend);
    if (sdk) return yes(`${label} resolves from ${git} and depends on ${sdk.name} ${sdk.version}`);
    if (repository?.accelerated === true)
      return yes(`${label} resolves from ${git}, whose copies run on ${name}'s precompiles`);
    if (repository || isPatchedOrigin(rule, pkg.git.url)) return { kind: "plain" };
    if (rule?.kind === "package") return yes(`${label} is part of ${name}'s guest libraries`);
    for (const other of rules.backends.values()) {
      if (other !== backend && repositoryOf(pkg.git.url, other)?.accelerated === true)
        return { kind: "plain" };
    }
    return {
      kind: "unknown",
      reason: `${label} resolves from ${git}, a copy that no rule knows and that does not depend on ${name}'s SDK: its Cargo.toml and sources there decide`,
    };
  }
  if (rule?.kind === "package") {
    return yes(
      sdk
        ? `${label} is built on ${sdk.name} ${sdk.version}`
        : `${label} runs on ${name}'s precompiles by itself`,
    );
  }
  if (pkg.cratesIo)
    return sdk ? yes(`${label} of crates.io depends on ${sdk.name} ${sdk.version}`) : { kind: "plain" };
  if (pkg.source === null) {
    const at = patch?.path ? `the path ${safeName(patch.path)}` : "a path";
    if (patch && sdk) return yes(`${label} is patched with ${at} and depends on ${sdk.name} ${sdk.version}`);
    return { kind: "unknown", reason: `${label} comes from ${at}: the sources there decide` };
  }
  return {
    kind: "unknown",
    reason: `${label} comes from ${safeName(pkg.source)}, which no rule knows: that copy's sources decide`,
  };
}

/** A rule that patches what comes from a repository says that its own copies are plain. */
function isPatchedOrigin(rule: CrateRule | undefined, url: string): boolean {
  return rule?.patches?.some(({ from }) => from !== undefined && canonical(from) === canonical(url)) === true;
}

const yes = (reason: string): Evidence => ({ kind: "accelerated", reason });

function isSdkLibrary(name: string, backend: BackendRules): boolean {
  return backend.sdkLibraries.some((l) => (l.endsWith("*") ? name.startsWith(l.slice(0, -1)) : name === l));
}

/** Names of the packages that depend on a copy. */
function usersOf(pkg: ResolvedPackage, byId: ReadonlyMap<number, ResolvedPackage>): string {
  const names = [...new Set(pkg.users.map((id) => byId.get(id)?.name ?? ""))].filter((n) => n !== "");
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown || "the guest";
}

/** Whether a provider of the SDK can carry the operation: somebody beside the guest's entry point depends on it. */
export function providerOf(
  guest: ResolvedGuest,
  rules: RuleSet,
  operation: string,
): { readonly library: ResolvedPackage; readonly users: string } | null {
  const backend = rules.backends.get(guest.backend)!;
  for (const provider of backend.providers) {
    if (!provider.operations.some((o) => o === operation)) continue;
    const library = guest.packages.find(
      (p) => p.name === provider.library && inRange(p.version, provider.sdk) === true,
    );
    if (!library) continue;
    const users = new Set(library.users);
    const named = guest.packages
      .filter(
        (p, i) => i > 0 && users.has(p.id) && !rules.libraries.has(p.name) && !isSdkLibrary(p.name, backend),
      )
      .map((p) => p.name);
    if (named.length > 0) return { library, users: named.slice(0, 4).join(", ") };
  }
  return null;
}
