import type { BackendFacts } from "./backends";
import { backendFacts } from "./backends";
import { packageBehind } from "./dependency";
import type { RanGuest } from "./evidenceBackend";
import type { LockFile } from "./lock";
import { rowsNamed } from "./lock";
import type { Manifest } from "./manifest";
import { fileIn, folderOf, joinPath } from "./paths";
import type { PackageView, Project } from "./project";
import type { ResolvedDependency } from "./resolved";

/** A package that is a guest of a backend, and how that shows. */
export interface FoundGuest {
  readonly view: PackageView;
  readonly facts: BackendFacts;
  readonly evidence: "direct" | "optional" | "reachable";
  readonly features: readonly string[];
  /** The manifest's entry for the SDK or its wrapper. */
  readonly entry: ResolvedDependency | null;
  /** True where the lock holds the package but its manifest is not among the files. */
  readonly withoutManifest: boolean;
}

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

/** Features that switch the optional dependency on, through any number of others. */
function featuresOf(manifest: Manifest, key: string): string[] {
  const on = new Set<string>();
  const explicit = [...manifest.features.values()].some((items) => items.includes(`dep:${key}`));
  if (!explicit) on.add(key);
  for (let grew = true; grew;) {
    grew = false;
    for (const [feature, items] of manifest.features) {
      if (on.has(feature)) continue;
      if (items.some((item) => item === `dep:${key}` || item.startsWith(`${key}/`) || on.has(item))) {
        on.add(feature);
        grew = true;
      }
    }
  }
  return [...on].sort();
}

/** No direct entry: the lock may show that a published crate which the package links brings the SDK along. */
function throughLock(view: PackageView, facts: BackendFacts, project: Project): FoundGuest | null {
  const { lock, row, manifest } = view;
  if (lock === null || lock.broken !== null || row < 0) return null;
  const bringing = bringingRows(project, lock, facts);
  if (bringing.size === 0 || !edgesOf(lock, row).some((to) => bringing.has(to))) return null;
  if (manifest.hasLib && manifest.bins.length === 0) return null;
  const patched = new Set([...view.home.root.patches, ...manifest.patches].map((patch) => patch.package));
  const entry = view.dependencies.find(
    (dependency) =>
      dependency.kind === "normal" &&
      dependency.resolved !== null &&
      bringing.has(dependency.resolved) &&
      (lock.sources[dependency.resolved] === null || !patched.has(dependency.package)),
  );
  if (entry === undefined || hasUsers(lock, row) || reachesHost(lock, row, facts)) return null;
  return {
    view,
    facts,
    evidence: "reachable",
    features: entry.optional ? featuresOf(manifest, entry.key) : [],
    entry,
    withoutManifest: false,
  };
}

/** A wrapper links the SDK itself and names the backend or says that it is a platform. */
function isPlatform(lock: LockFile, row: number, facts: BackendFacts): boolean {
  const name = lock.names[row]!;
  return (
    (facts.wrappers.includes(name) || /(?:^|[-_])platform(?:[-_]|$)/.test(name)) &&
    edgesOf(lock, row).some((to) => facts.sdk.includes(lock.names[to]!))
  );
}

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
function bringingRows(project: Project, lock: LockFile, facts: BackendFacts): ReadonlySet<number> {
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
function bringsAny(project: Project, lock: LockFile | null): boolean {
  if (lock === null || lock.broken !== null) return false;
  return backendFacts.some((facts) => bringingRows(project, lock, facts).size > 0);
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

function reachesHost(lock: LockFile, root: number, facts: BackendFacts): boolean {
  const seen = new Set<number>([root]);
  for (const row of seen) {
    if (facts.host.includes(lock.names[row]!)) return true;
    for (const to of edgesOf(lock, row)) seen.add(to);
  }
  return false;
}

function edgesOf(lock: LockFile, row: number): Int32Array {
  return lock.edges.subarray(lock.edgeStarts[row]!, lock.edgeStarts[row + 1]!);
}

/** Whether another entry of the lock depends on it. */
function hasUsers(lock: LockFile, row: number): boolean {
  return lock.edges.includes(row);
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

/** Members of a workspace whose manifests are not at hand: the lock names them and what they link. */
function guestsOfLocks(project: Project): FoundGuest[] {
  const guests: FoundGuest[] = [];
  for (const lock of project.locks.values()) {
    const root = project.manifests.get(fileIn(folderOf(lock.file), "Cargo.toml"));
    if (lock.broken !== null || root === undefined || root.workspace === null) continue;
    const known = factsOf(project, lock);
    for (const { row, facts } of (known.loose ??= looseRows(lock, known.atHand))) {
      const name = lock.names[row]!;
      // Built through another workspace: its manifest lies elsewhere in the folder, without a lock of its own.
      const elsewhere = project.packages.filter(
        (view) => view.lock === null && view.name === name && view.version === lock.versions[row],
      );
      const own = elsewhere.length === 1 ? elsewhere[0]! : null;
      guests.push({
        view: {
          manifest: own?.manifest ?? root,
          name,
          version: lock.versions[row]!,
          home: { root, lockFile: lock.file, stranger: null, missingRoot: null },
          lock,
          row,
          dependencies: own?.dependencies ?? [],
        },
        facts,
        evidence: "reachable",
        features: [],
        entry: null,
        withoutManifest: own === null,
      });
    }
  }
  return guests;
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

/** The SDK's row that the guest reaches first; -1 where it reaches none. */
export function sdkRow(lock: LockFile, facts: BackendFacts, order: readonly number[]): number {
  const rows = new Set(facts.sdk.flatMap((name) => rowsNamed(lock, name)));
  return order.find((row) => rows.has(row)) ?? -1;
}
