import type { BackendFacts } from "./backends";
import { backendFacts } from "./backends";
import { packageBehind } from "./dependency";
import type { RanGuest } from "./evidenceBackend";
import type { FoundGuest } from "./foundGuest";
import { featuresOf } from "./guestFeatures";
import { guestsOfLocks, throughLock } from "./guestsOfLocks";
import type { LockFile } from "./lock";
import { bringsAny } from "./lockBackends";
import { fileIn, folderOf, joinPath } from "./paths";
import type { PackageView, Project } from "./project";
import type { ResolvedDependency } from "./resolved";

/** Every guest of the project, in the order of the manifests. A host (an SDK's prover side, a methods crate) is none, neither is a library that another guest links. */
export function findGuests(project: Project, ran: RanGuest | null = null): FoundGuest[] {
  const methods = project.packages.filter((view) => view.manifest.methods.length > 0);
  const found: FoundGuest[] = [];
  const bringing = new Map<LockFile | null, boolean>();
  for (const view of project.packages) {
    if (view.manifest.isProcMacro) continue;
    const isNamed = namesBackend(view);
    if (!isNamed) {
      const { lock } = view;
      let brings = bringing.get(lock);
      if (brings === undefined) bringing.set(lock, (brings = bringsAny(project, lock)));
      if (!brings) continue;
    }
    for (const facts of backendFacts) {
      const guest = isNamed ? judge(view, facts, methods, project) : throughLock(view, facts, project);
      if (guest !== null) found.push(guest);
    }
  }
  const all = [...withoutLibraries(found), ...guestsOfLocks(project)];
  return all.length === 0 && ran !== null ? guestOfRun(project, ran) : all;
}

/** No manifest names an SDK (it comes along with a crate that is not at hand), but a run is of one of the packages. */
function guestOfRun(project: Project, { backend, crates }: RanGuest): FoundGuest[] {
  const facts = backendFacts.find((row) => row.backend === backend)!;
  const linked = new Set(
    project.packages.flatMap((view) =>
      view.dependencies.flatMap(({ path }) => (path === null ? [] : [fileIn(path, "Cargo.toml")])),
    ),
  );
  const able = project.packages.filter(
    ({ manifest, dependencies }) =>
      !manifest.isProcMacro &&
      !linked.has(manifest.file) &&
      !dependencies.some(({ kind, package: name }) => kind !== "dev" && facts.host.includes(name)),
  );
  const ran = able.filter(({ name }) => crates.has(name.replaceAll("-", "_")));
  const [view] = ran.length > 0 ? ran : able;
  if (view === undefined || (ran.length > 0 ? ran : able).length > 1) return [];
  return [{ view, facts, evidence: "reachable", features: [], entry: null, withoutManifest: false }];
}

const crates = new Set(backendFacts.flatMap(({ sdk, wrappers, host }) => [...sdk, ...wrappers, ...host]));

/** Most packages of a workspace name no crate of a backend: nothing more of their dependencies is worked out. */
function namesBackend({ manifest, home }: PackageView): boolean {
  if (manifest.plainNames !== null) return manifest.plainNames.some((name) => crates.has(name));
  return manifest.dependencies.some((own) => crates.has(packageBehind(own, home.root)));
}

function judge(
  view: PackageView,
  facts: BackendFacts,
  methods: readonly PackageView[],
  project: Project,
): FoundGuest | null {
  const { manifest } = view;
  const linked = view.dependencies.filter((dependency) => dependency.kind === "normal");
  const hosts = view.dependencies.filter(
    (dependency) => dependency.kind !== "dev" && facts.host.includes(dependency.package),
  );
  const entry =
    linked.find((dependency) => facts.sdk.includes(dependency.package)) ??
    linked.find((dependency) => facts.wrappers.includes(dependency.package));
  if (entry === undefined) return hosts.length === 0 ? throughLock(view, facts, project) : null;
  // What the SDK's prover side is optional for, a guest may still be; what it always links, is a host.
  if (hosts.some((host) => !host.optional) || (entry.optional && hosts.length > 0)) return null;
  if (entry.optional && manifest.hasLib && manifest.bins.length === 0) return null;
  if (facts.hostFeatures.length > 0 && isHostSide(view, entry, facts, methods)) return null;
  return {
    view,
    facts,
    evidence: entry.optional ? "optional" : "direct",
    features: entry.optional ? featuresOf(manifest, entry.key) : [],
    entry,
    withoutManifest: false,
  };
}

/** RISC Zero: one crate for both sides. A methods crate names its guests; without one the features tell. */
function isHostSide(
  view: PackageView,
  entry: ResolvedDependency,
  facts: BackendFacts,
  methods: readonly PackageView[],
): boolean {
  if (!facts.sdk.includes(entry.package)) return false;
  const { manifest } = view;
  if (manifest.methods.length > 0) return true;
  const folder = folderOf(manifest.file);
  if (methods.some((crate) => guestFolders(crate).includes(folder))) return false;
  if (entry.features.some((feature) => facts.hostFeatures.includes(feature))) return true;
  // Who links a methods crate, runs its guests.
  if (view.dependencies.some((d) => methods.some((crate) => folderOf(crate.manifest.file) === d.path)))
    return true;
  const isAlone = view.home.root === manifest;
  // A workspace whose methods crate lists its guests has no others; the default features bring a prover's client along.
  const hasMethods = methods.some((crate) => crate.home.root === view.home.root);
  return !isAlone && (hasMethods || entry.defaultFeatures);
}

function guestFolders(methodsCrate: PackageView): string[] {
  const { file, methods } = methodsCrate.manifest;
  return methods.map((path) => joinPath(folderOf(file), path));
}

/** A package that another guest of the same backend links by path is that guest's library. */
function withoutLibraries(found: readonly FoundGuest[]): FoundGuest[] {
  const linked = new Set(
    found.flatMap((guest) =>
      guest.view.dependencies
        .filter((dependency) => dependency.kind === "normal" && dependency.path !== null)
        .map((dependency) => `${guest.facts.backend} ${fileIn(dependency.path!, "Cargo.toml")}`),
    ),
  );
  return found.filter((guest) => !linked.has(`${guest.facts.backend} ${guest.view.manifest.file}`));
}
