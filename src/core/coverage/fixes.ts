import { sectionFix } from "./fixesSections";
import { featureFix } from "./fixesFeatures";
import { addPatches, entriesKey } from "./fixesPatchTable";
import type { PatchEntry } from "./fixesPatchTable";
import { packageSpec } from "./fixesUpdate";
import { linesOf, removeLines, sliceOf, within } from "./fixesText";
import type { ResolvedGuest, ResolvedPackage, ResolvedPatch } from "./resolved";
import type { CrateRule, PatchRule, RuleSet } from "./rulesTypes";
import { inRange } from "./rulesVersions";
import type { JudgedCrate } from "./statesTypes";
import type { Fix, FixEdit, Place } from "./types";

/** What would accelerate a copy, before it becomes edits: nothing in it changes while only positions do. */
export interface FixPlan {
  readonly feature: FeatureOf | null;
  readonly add: AddPlan | null;
}

interface FeatureOf {
  readonly crate: string;
  readonly feature: string;
}

interface AddPlan {
  readonly entries: readonly PatchEntry[];
  readonly key: string;
  readonly title: string;
  readonly then: Fix["then"];
}

/** What `fixFor` needs of this copy; null where there is nothing to do about it. */
export function fixPlan(
  guest: ResolvedGuest,
  row: JudgedCrate,
  files: ReadonlyMap<string, string>,
  rules: RuleSet,
): FixPlan | null {
  const { state, missing, patch, rule, available } = row.verdict;
  if (row.self) return null;
  if (state === "inert" && missing) return { feature: null, add: null };
  const feature = featureOf(guest, row, rules);
  if (state === "unpatched" && rule && available)
    return { feature, add: addPlan(guest, rule, available, row.package, files) };
  const isOfPatch =
    state === "unused"
      ? patch?.state === "ignored" || (patch !== null && available !== null)
      : state === "drifted" && row.verdict.drift === "tag" && available !== null;
  return feature !== null || isOfPatch ? { feature, add: null } : null;
}

/**
 * The edit that accelerates this copy, or null where none is known to be right: no patch for this SDK, a manifest that is not among the
 * files or half typed. Edits are ranges of the files as given and do nothing when they were applied already.
 */
export function fixFor(
  guest: ResolvedGuest,
  row: JudgedCrate,
  plan: FixPlan,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const { verdict, package: pkg } = row;
  if (verdict.state === "inert" && verdict.missing) {
    return verdict.missing.kind === "section"
      ? sectionFix(guest, verdict.rule, files)
      : featureFix(guest, verdict.missing.crate, verdict.missing.feature, files);
  }
  const { feature } = plan;
  if (feature) {
    const fix = featureFix(guest, feature.crate, feature.feature, files);
    if (fix) return fix;
  }
  if (verdict.state === "unused" && verdict.patch?.state === "ignored")
    return moveFix(guest, verdict.patch, files);
  if (verdict.state === "unused" && verdict.patch && verdict.available) {
    return retagFix(guest, verdict.patch.place, verdict.available, pkg, files);
  }
  if (verdict.state === "drifted" && verdict.drift === "tag" && verdict.available) {
    const place = verdict.patch?.place ?? pkg.declared;
    return place ? retagFix(guest, place, verdict.available, pkg, files) : null;
  }
  return plan.add === null ? null : addFix(guest, plan.add, files);
}

/** The feature that would send the operation of a router to the SDK, where the guest's manifest can switch it on. */
function featureOf(guest: ResolvedGuest, row: JudgedCrate, rules: RuleSet): FeatureOf | null {
  if (row.library.role !== "router" || row.verdict.state === "accelerated") return null;
  const backend = rules.backends.get(guest.backend)!;
  for (const s of backend.switches) {
    if (
      s.crate !== row.package.name ||
      s.operation !== row.operation ||
      inRange(guest.sdk.version, s.sdk) !== true
    )
      continue;
    if (
      guest.packages.some((p) => p.name === s.to && (s.accelerated ? patchedOrNative(p, rules, guest) : true))
    )
      return s;
  }
  return null;
}

function patchedOrNative(pkg: ResolvedPackage, rules: RuleSet, guest: ResolvedGuest): boolean {
  const backend = rules.backends.get(guest.backend)!;
  return pkg.git !== null || backend.crates.get(pkg.name)?.kind === "package";
}

/** The patch declared in the workspace root; needs no more of the guest than where that is. */
export function addFix(
  { workspaceRoot: root }: ResolvedGuest,
  { entries, key, title, then }: AddPlan,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const source = root === null ? undefined : files.get(root);
  if (root === null || source === undefined) return null;
  const edits = addPatches(root, source, entries, key);
  return !edits || edits.length === 0 ? null : { kind: "add-patch", title, edits, then };
}

function addPlan(
  guest: ResolvedGuest,
  rule: CrateRule,
  patch: PatchRule,
  pkg: ResolvedPackage,
  files: ReadonlyMap<string, string>,
): AddPlan {
  const along = (rule.together ?? []).flatMap((name) =>
    guest.packages.filter((p) => p.name === name && p.cratesIo && p.id !== pkg.id),
  );
  const same = along.filter((p) => p.version === pkg.version);
  // In one order, whichever of them is asked about: it is one fix.
  const packages = [pkg, ...same].sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries = packages.map((p) => entryOf(rule, patch, p.name));
  const what = packages.map((p) => p.name).join(", ");
  return {
    entries,
    key: entriesKey(entries),
    title: `Add the patch of ${what} for ${guest.sdk.name} ${guest.sdk.version ?? ""}`.trim(),
    then: packages.map((p) => update(guest, p, patch, files)),
  };
}

function entryOf(rule: CrateRule, patch: PatchRule, crate: string): PatchEntry {
  return {
    table: patch.from ?? "crates-io",
    crate,
    version: patch.version,
    git: patch.repository ?? rule.repository ?? "",
    tag: patch.tag ?? null,
    branch: patch.tag === undefined ? (patch.branch ?? null) : null,
    rev: null,
    path: null,
  };
}

/** `cargo update -p sha2`, with the version where the patch has another one. */
function update(
  guest: ResolvedGuest,
  pkg: ResolvedPackage,
  patch: PatchRule,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  const precise =
    patch.version !== pkg.version && patch.tag !== undefined && pkg.cratesIo
      ? ["--precise", patch.version]
      : [];
  return ["cargo", "update", "-p", packageSpec(guest, pkg, files), ...precise];
}

/** Rewrites the tag (or branch, rev, package) of an entry; everything else of it stays. */
function retagFix(
  guest: ResolvedGuest,
  place: Place,
  patch: PatchRule,
  pkg: ResolvedPackage,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const source = files.get(place.file);
  if (source === undefined || patch.tag === undefined) return null;
  const text = linesOf(place.file, source);
  const slice = sliceOf(text, place.range);
  const edits: FixEdit[] = [];
  const replace = (pattern: RegExp, newText: string): boolean => {
    const m = pattern.exec(slice);
    if (!m) return false;
    if (m[0] !== newText) {
      edits.push({
        file: place.file,
        range: within(slice, place.range, m.index, m.index + m[0].length),
        newText,
      });
    }
    return true;
  };
  if (!replace(/\b(?:tag|branch|rev)(\s*=\s*)(?:"[^"\n]*"|'[^'\n]*')/, `tag = "${patch.tag}"`)) return null;
  const named = /\bpackage(\s*=\s*)(?:"([^"\n]*)"|'([^'\n]*)')/.exec(slice);
  if (named && (named[2] ?? named[3]) !== pkg.name)
    replace(/\bpackage(\s*=\s*)(?:"[^"\n]*"|'[^'\n]*')/, `package = "${pkg.name}"`);
  if (edits.length === 0) return null;
  return {
    kind: "bump-tag",
    title: `Use ${patch.tag} for ${pkg.name} (${guest.sdk.name} ${guest.sdk.version ?? ""})`,
    edits,
    then: [update(guest, pkg, patch, files)],
  };
}

/** A patch that cargo ignores, moved to the manifest that it reads. */
export function moveFix(
  guest: ResolvedGuest,
  patch: ResolvedPatch,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const root = guest.workspaceRoot;
  const target = root === null ? undefined : files.get(root);
  const source = files.get(patch.manifest);
  if (root === null || target === undefined || source === undefined || root === patch.manifest) return null;
  // A path is relative to the manifest that it stands in.
  if (
    patch.path !== null ||
    patch.git === null ||
    /["'\\\n]/.test(patch.git + (patch.tag ?? "") + (patch.branch ?? "") + patch.table)
  )
    return null;
  const wanted: PatchEntry = {
    table: patch.table,
    crate: patch.package,
    version: patch.key,
    git: patch.git,
    tag: patch.tag,
    branch: patch.branch,
    rev: patch.rev,
    path: null,
  };
  const added = addPatches(root, target, [wanted]);
  if (!added) return null;
  return {
    kind: "move-patch",
    title: `Move the patch of ${patch.package} to ${root}, where cargo reads it`,
    edits: [...added, removeLines(linesOf(patch.manifest, source), patch.place.range)],
    then: updates(guest, patch, files),
  };
}

/** For every copy that the patch is meant for; the name alone without a lock. */
function updates(
  guest: ResolvedGuest,
  patch: ResolvedPatch,
  files: ReadonlyMap<string, string>,
): readonly (readonly string[])[] {
  const copies = guest.packages.filter((pkg) => patch.others.includes(pkg.id));
  const specs = copies.map((pkg) => packageSpec(guest, pkg, files));
  return (specs.length > 0 ? specs : [patch.package]).map((spec) => ["cargo", "update", "-p", spec]);
}

/** Deletes a patch that nothing uses. */
export function removeFix(patch: ResolvedPatch, files: ReadonlyMap<string, string>): Fix | null {
  const source = files.get(patch.manifest);
  if (source === undefined) return null;
  const edit = removeLines(linesOf(patch.manifest, source), patch.place.range);
  return {
    kind: "remove-patch",
    title: `Remove the patch of ${patch.package}, which nothing uses`,
    edits: [edit],
    then: [["cargo", "update", "--workspace"]],
  };
}
