import { safeName } from "../profile/names";
import type { ResolvedGuest, ResolvedPackage } from "./resolved";
import type { BackendRules, TagRule } from "./rulesTypes";
import { compareVersions, inRange, parseVersion } from "./rulesVersions";
import { usablePatch } from "./statesPlain";
import type { Verdict } from "./statesTypes";

/** An accelerated copy whose tag, or whose SDK library, belongs to another SDK than the guest's; null where they agree or say nothing. */
export function driftOf(
  guest: ResolvedGuest,
  backend: BackendRules,
  pkg: ResolvedPackage,
  base: Verdict,
  byId: ReadonlyMap<number, ResolvedPackage>,
): Verdict | null {
  const sdk = guest.sdk.version;
  const version = sdk === null ? null : parseVersion(sdk);
  if (sdk === null || version === null) return null;
  const label = `${pkg.name} ${pkg.version}`;
  const written = pkg.git?.tag ?? pkg.version;
  const known = base.rule?.patches?.find((p) => p.tag === pkg.git?.tag && p.tag !== undefined);
  if (known && inRange(sdk, known.sdk) === true) return null;
  const tagged = backend.tags
    ? (taggedSdk(written, backend.tags.pattern) ?? eraOf(written, backend.tags))
    : null;
  if (tagged && !agrees(tagged.version, version, backend.tags!.compatibility)) {
    const better = base.rule ? usablePatch(base.rule, { ...pkg, cratesIo: true, git: null }, sdk) : null;
    const what = pkg.git?.tag ? `tag ${safeName(pkg.git.tag)}` : `version ${safeName(pkg.version)}`;
    const instead = better?.tag ? `; ${better.tag} is the tag for it` : "";
    return {
      ...base,
      state: "drifted",
      drift: "tag",
      available: better,
      reason: `${label} is patched, but its ${what} is for ${guest.sdk.name} ${tagged.text} and the lock holds ${guest.sdk.name} ${sdk}${instead}`,
    };
  }
  const library = pkg.dependencies
    .map((id) => byId.get(id))
    .find((d) => d !== undefined && backend.sdkLibraries.includes(d.name) && d.name !== "risc0-bigint2");
  const of = library && parseVersion(library.version);
  if (of && !sameLine(of, version)) {
    return {
      ...base,
      state: "drifted",
      drift: "sdk",
      reason: `${label} is built on ${library.name} ${library.version} while the guest runs ${guest.sdk.name} ${sdk}`,
    };
  }
  return null;
}

function eraOf(tag: string, rule: TagRule): ReturnType<typeof taggedSdk> {
  const era = rule.eras?.find((e) => tag.endsWith(e.ending));
  const version = era && parseVersion(era.sdk);
  return version ? { text: era.sdk, version } : null;
}

function sameLine(a: { major: number; minor: number }, b: { major: number; minor: number }): boolean {
  return a.major === b.major && (a.major > 0 || a.minor === b.minor);
}

function agrees(
  tag: NonNullable<ReturnType<typeof parseVersion>>,
  sdk: NonNullable<ReturnType<typeof parseVersion>>,
  compatibility: "major" | "minor",
): boolean {
  if (tag.major !== sdk.major) return false;
  if (compatibility === "minor" && tag.major === 0 && tag.minor !== sdk.minor) return false;
  return compareVersions(tag, sdk) <= 0;
}

/** `sp1-{sdk}` in `patch-0.5.5-sp1-6.0.0-rc.1`: 6.0.0-rc.1. Suffixes that are no pre-release (`-v2`, `-substrate-bn`) are dropped. */
function taggedSdk(
  tag: string,
  pattern: string,
): { readonly text: string; readonly version: NonNullable<ReturnType<typeof parseVersion>> } | null {
  const lead = pattern.slice(0, pattern.indexOf("{sdk}"));
  const at = lead === "" ? -1 : tag.lastIndexOf(lead);
  if (at < 0) return null;
  const m = /^\d+\.\d+(?:\.\d+)?(?:-(?:alpha|beta|rc|pre)[0-9A-Za-z.]*)?/.exec(tag.slice(at + lead.length));
  const version = m && parseVersion(m[0]);
  return version ? { text: m[0], version } : null;
}

/** An accelerated copy that needs a feature or a section that is off; null where everything is there or nothing is needed. */
export function needsOf(
  guest: ResolvedGuest,
  pkg: ResolvedPackage,
  base: Verdict,
  byId: ReadonlyMap<number, ResolvedPackage>,
): Verdict | null {
  const label = `${pkg.name} ${pkg.version}`;
  for (const need of base.rule?.needs ?? []) {
    if (need.kind === "section") {
      const config = guest.openvm;
      if (!config) {
        return {
          ...base,
          reason: `${base.reason}; whether [app_vm_config.${need.section}] is on, an openvm.toml beside the guest would tell`,
        };
      }
      const sections = config.sections.filter((s) =>
        [need.section, ...(need.or ?? [])].includes(s.name.split(".")[0]!),
      );
      const values = new Set(sections.flatMap((s) => s.values.map((v) => v.value)));
      const lacking = (need.contains ?? []).filter((v) => !values.has(v));
      if (sections.length > 0 && lacking.length === 0) continue;
      const what =
        sections.length === 0
          ? `has no section ${need.section}`
          : `lacks ${lacking[0]!.slice(0, 16)}… in section ${need.section}`;
      return {
        ...base,
        state: "inert",
        missing: need,
        reason: `${label} needs an extension of OpenVM, but ${safeName(config.file)} ${what}`,
      };
    }
    const holder = guest.packages.find((p) => p.name === need.crate);
    if (!holder || inRange(holder.version, need.sdk) !== true) continue;
    const direct = guest.dependencies.filter((d) => d.package === need.crate && d.kind === "normal");
    if (holder.features?.includes(need.feature) || direct.some((d) => d.features.includes(need.feature)))
      continue;
    const root = guest.packages[0]?.id;
    const others = holder.users.filter((id) => id !== root).map((id) => byId.get(id)?.name ?? "?");
    const why = `${label} is patched, but needs the feature ${need.feature} of ${need.crate} ${holder.version}`;
    if (holder.features !== null || (others.length === 0 && direct.length > 0)) {
      return { ...base, state: "inert", missing: need, reason: `${why}, which is off` };
    }
    return {
      ...base,
      state: "unknown",
      missing: need,
      reason: `${why}; the manifests of ${others.slice(0, 4).join(", ") || "the crates between"} or cargo metadata decide`,
    };
  }
  return null;
}
