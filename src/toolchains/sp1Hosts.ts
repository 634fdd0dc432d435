import path from "node:path";
import { featureFix } from "../core/coverage/fixesFeatures";
import { findGuests } from "../core/coverage/guests";
import { rowsNamed } from "../core/coverage/lock";
import { folderOf } from "../core/coverage/paths";
import { ReadCache, readProject, type PackageView, type Project } from "../core/coverage/project";
import type { ResolvedGuest } from "../core/coverage/resolved";
import type { Guest } from "../protocol/requests";
import { readCoverageFiles } from "./coverageInputs";
import { binsOf, entryOf, manifestAt } from "./guests";
import { featureClosure, isSp1Crate, resolveFeatures } from "./sp1Features";
import type { Sp1Crate, Sp1Host, Sp1ManifestEdit, Sp1Profiling } from "./sp1Types";
import { sp1Line } from "./sp1Version";
import { parseVersion, type Version } from "./version";

export interface Sp1Found {
  /** Packages that link sp1-zkvm, one row a bin, in order of path. */
  readonly guests: readonly Guest[];
  /** Packages with a bin that link SP1's executor; those that do so themselves first, then by path. */
  readonly hosts: readonly Sp1Host[];
}

/**
 * SP1 guests and the packages that can run them below the folders. Manifests and locks are read as text; no process
 * is started, a broken manifest is passed over. Throws `not-found` for a folder that is not there, `cancelled`.
 */
export async function findSp1(
  folders: readonly string[],
  options: { readonly signal?: { readonly aborted: boolean } } = {},
): Promise<Sp1Found> {
  const guests = new Map<string, Guest>();
  const hosts = new Map<string, Sp1Host>();
  for (const dir of folders) {
    const { folder, files } = await readCoverageFiles(dir, options);
    const texts = new Map([...files].map(([file, { text }]) => [file, text]));
    const project = readProject(texts, new ReadCache());
    const found = findGuests(project).filter(
      ({ facts, withoutManifest }) => facts.backend === "sp1" && !withoutManifest,
    );
    for (const { view } of found)
      for (const guest of await guestsOfView(folder, view))
        guests.set(`${guest.manifestPath}\0${guest.bin}`, guest);
    const guestViews = new Set(found.map(({ view }) => view));
    for (const view of project.packages) {
      // What lies above the folder is only read for its workspace.
      if (guestViews.has(view) || view.manifest.file.startsWith("..")) continue;
      const host = await hostOfView(folder, view, project, texts);
      if (host !== null) hosts.set(host.manifestPath, host);
    }
  }
  const byPath = (a: { manifestPath: string }, b: { manifestPath: string }): number =>
    a.manifestPath < b.manifestPath ? -1 : a.manifestPath > b.manifestPath ? 1 : 0;
  return {
    guests: [...guests.values()].sort((a, b) => byPath(a, b) || ((a.bin ?? "") < (b.bin ?? "") ? -1 : 1)),
    hosts: [...hosts.values()].sort((a, b) => Number(b.isDirect) - Number(a.isDirect) || byPath(a, b)),
  };
}

/** The host of one manifest; null where it links no SP1 or has no bin. */
export async function sp1HostOf(manifestPath: string): Promise<Sp1Host | null> {
  const { hosts } = await findSp1([path.dirname(manifestPath)]);
  const wanted = path.resolve(manifestPath);
  return hosts.find((host) => host.manifestPath === wanted) ?? null;
}

async function guestsOfView(folder: string, view: PackageView): Promise<Guest[]> {
  const manifestPath = path.resolve(folder, view.manifest.file);
  const manifest = await manifestAt(manifestPath);
  if (manifest === null) return [];
  const version = sp1Version(view, "sp1-zkvm");
  const guests: Guest[] = [];
  for (const { name, file } of await binsOf(path.dirname(manifestPath), manifest, view.name))
    guests.push({
      name: view.name,
      bin: name,
      machine: "sp1",
      manifestPath,
      root: path.resolve(folder, folderOf(view.home.root.file)),
      entry: file === null ? null : await entryOf(file),
      sdkVersion: version?.text ?? null,
    });
  return guests;
}

async function hostOfView(
  folder: string,
  view: PackageView,
  project: Project,
  texts: ReadonlyMap<string, string>,
): Promise<Sp1Host | null> {
  const via = sp1Behind(view, project);
  if (via === null) return null;
  const manifestPath = path.resolve(folder, view.manifest.file);
  const manifest = await manifestAt(manifestPath);
  if (manifest === null) return null;
  const bins = (await binsOf(path.dirname(manifestPath), manifest, view.name)).map(({ name }) => name);
  if (bins.length === 0) return null;
  const named = manifest.defaultRun;
  const root = path.resolve(folder, folderOf(view.home.root.file));
  const version = sp1Version(view, via.crate) ?? sp1Version(via.owner, via.crate);
  const line = sp1Line(version);
  const features = featureNames(view);
  const linkedByDefault = resolveFeatures(project, view, [], true).linked;
  return {
    name: view.name,
    manifestPath,
    root,
    bins,
    defaultBin: named !== null && bins.includes(named) ? named : bins.length === 1 ? bins[0]! : null,
    features,
    via: via.crate,
    isDirect: via.owner === view,
    linkedBy: linkedByDefault
      ? []
      : features.filter((feature) => resolveFeatures(project, view, [feature], true).linked),
    defaultFeatures: featureClosure(view, ["default"]).filter((name) => name !== "default"),
    release: ((await manifestAt(path.join(root, "Cargo.toml"))) ?? manifest).release,
    version,
    line,
    profiling: line === "v3" ? { kind: "none" } : profilingOf(folder, view, via, project, features, texts),
    buildsGuest: view.dependencies.some(
      ({ kind, package: name }) => kind === "build" && (name === "sp1-build" || name === "sp1-helper"),
    ),
    isTraceHost: manifest.isTraceHost || view.name === "sp1-trace-host",
  };
}

interface Sp1Behind {
  readonly crate: Sp1Crate;
  /** The package that names the crate. */
  readonly owner: PackageView;
}

/** The SP1 crate that a package links, itself or through packages of the project or of the lock. */
function sp1Behind(view: PackageView, project: Project): Sp1Behind | null {
  const byFolder = new Map(project.packages.map((each) => [folderOf(each.manifest.file), each]));
  const seen = new Set([view]);
  for (const each of seen) {
    const own = each.dependencies.filter(({ kind, package: name }) => kind === "normal" && isSp1Crate(name));
    const best = own.find((dependency) => dependency.package === "sp1-sdk") ?? own[0];
    if (best !== undefined) return { crate: best.package as Sp1Crate, owner: each };
    for (const { kind, path: at } of each.dependencies) {
      const next = kind === "normal" && at !== null ? byFolder.get(at) : undefined;
      if (next !== undefined) seen.add(next);
    }
  }
  return behindLock(view);
}

/** A dependency that is not at hand (git, registry) may bring SP1 along: the lock says so. */
function behindLock(view: PackageView): Sp1Behind | null {
  const { lock } = view;
  if (lock === null || lock.broken !== null) return null;
  const seen = new Set(
    view.dependencies.flatMap(({ kind, path: at, resolved }) =>
      kind === "normal" && at === null && resolved !== null ? [resolved] : [],
    ),
  );
  for (const row of seen) {
    // The guest's side depends on none of them; a prover's client does.
    if (lock.names[row] === "sp1-sdk") return { crate: "sp1-sdk", owner: view };
    for (const to of lock.edges.subarray(lock.edgeStarts[row]!, lock.edgeStarts[row + 1]!)) seen.add(to);
  }
  return null;
}

function profilingOf(
  folder: string,
  view: PackageView,
  via: Sp1Behind,
  project: Project,
  features: readonly string[],
  texts: ReadonlyMap<string, string>,
): Sp1Profiling {
  const result = resolveFeatures(project, view, [], true);
  if (result.profiling) return { kind: "on" };
  const by = features.filter((feature) => resolveFeatures(project, view, [feature], true).profiling);
  if (by.length > 0) return { kind: "by-feature", features: by };
  const isNamed = via.owner.dependencies.some(
    ({ kind, package: name }) => kind === "normal" && name === via.crate,
  );
  if (!isNamed) return { kind: "unknown" };
  return { kind: "off", edit: profilingEdit(folder, via.owner, via.crate, texts) };
}

function profilingEdit(
  folder: string,
  owner: PackageView,
  crate: Sp1Crate,
  texts: ReadonlyMap<string, string>,
): Sp1ManifestEdit | null {
  const fix = featureFix({ dependencies: owner.dependencies } as ResolvedGuest, crate, "profiling", texts);
  if (fix === null) return null;
  const file = path.resolve(folder, fix.edits[0]!.file);
  return { file, title: fix.title, edits: fix.edits.map((edit) => ({ ...edit, file })) };
}

function featureNames(view: PackageView): string[] {
  const { features } = view.manifest;
  const hidden = new Set(
    [...features.values()].flat().flatMap((item) => (item.startsWith("dep:") ? item.slice(4) : [])),
  );
  const implicit = view.dependencies.filter(
    ({ kind, optional, key }) => kind === "normal" && optional && !hidden.has(key),
  );
  return [...new Set([...features.keys(), ...implicit.map(({ key }) => key)])]
    .filter((name) => name !== "default")
    .sort();
}

function sp1Version(view: PackageView, crate: string): Version | null {
  const entry = view.dependencies.find(({ kind, package: name }) => kind === "normal" && name === crate);
  const { lock } = view;
  if (lock !== null && lock.broken === null) {
    const row = entry?.resolved ?? rowsNamed(lock, crate).at(-1);
    if (row !== undefined) return parseVersion(lock.versions[row]!);
  }
  return parseVersion(entry?.version ?? entry?.tag ?? "");
}
