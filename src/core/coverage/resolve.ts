import { metadataKey, type CoverageInputs } from "./inputs";
import type { Graph } from "./graph";
import { graphOf, packagesOf, reachFrom, withDeclared } from "./graph";
import type { RanGuest } from "./evidenceBackend";
import type { FoundGuest } from "./foundGuest";
import { findGuests } from "./guests";
import { sdkRow } from "./lockBackends";
import { EdgeRanks, metadataRanks } from "./edges";
import { lockFindings, manifestFindings } from "./findings";
import type { LockFile } from "./lock";
import type { Manifest } from "./manifest";
import { namedCrates } from "./namedCrates";
import type { LockMetadata } from "./metadata";
import { readMetadata } from "./metadata";
import { readOpenvmConfig } from "./openvm";
import { resolvePatches } from "./patches";
import { fileIn, folderOf } from "./paths";
import type { Project } from "./project";
import { ReadCache, readProject } from "./project";
import { withReplacements } from "./replaced";
import type { ResolvedGuest, ResolvedLock } from "./resolved";
import type { Finding, Place } from "./types";

type ResolveInputs = Pick<CoverageInputs, "files" | "backend" | "metadata" | "cache"> & {
  /** Of a run that is evidence: which package is a guest where no manifest says so. */
  readonly ran?: RanGuest | null;
};

/**
 * Guests of a folder and what its manifests and locks establish about each: packages with versions, sources and chains, and what became of every patch.
 * Offline, without cargo. A `cache` kept by the caller makes an answer after a keystroke read only what changed. Never throws on what a file holds.
 * What concerns no single guest is a warning.
 */
export function resolveGuests(inputs: ResolveInputs): {
  readonly guests: readonly ResolvedGuest[];
  readonly warnings: readonly string[];
} {
  const cache = inputs.cache ?? new ReadCache();
  cache.retain(inputs.files);
  const project = readProject(inputs.files, cache);
  const configs = new Map<string, Manifest>();
  for (const [file, text] of inputs.files)
    if (/(?:^|\/)\.cargo\/config(?:\.toml)?$/.test(file)) configs.set(file, cache.manifest(file, text));
  const edges = new EdgeRanks(project.packages);
  const guests = findGuests(project, inputs.ran ?? null)
    .filter((found) => inputs.backend === undefined || found.facts.backend === inputs.backend)
    .map((found) => resolveGuest(found, project, configs, edges, inputs));
  return { guests, warnings: warningsOf(project, guests) };
}

/** Broken files that no guest tells about: a guest may hide in them. */
function warningsOf(project: Project, guests: readonly ResolvedGuest[]): string[] {
  const told = new Set(guests.flatMap((guest) => [guest.manifest, guest.workspaceRoot, guest.lock.file]));
  const warnings: string[] = [];
  for (const manifest of project.manifests.values()) {
    const problem = manifest.problems[0];
    if (problem !== undefined && !told.has(manifest.file))
      warnings.push(`${manifest.file}:${problem.range.start.line + 1}: ${problem.message}`);
  }
  for (const lock of project.locks.values())
    if (lock.broken !== null && !told.has(lock.file)) warnings.push(`${lock.file}: ${lock.broken.message}`);
  return warnings.slice(0, 100);
}

function resolveGuest(
  found: FoundGuest,
  project: Project,
  configs: ReadonlyMap<string, Manifest>,
  edges: EdgeRanks,
  inputs: ResolveInputs,
): ResolvedGuest {
  const { view, facts } = found;
  const { manifest, home, row } = view;
  const findings: Finding[] = manifestFindings(found);
  const lockState = lockOf(found);
  const lock = lockState.kind === "found" ? view.lock! : null;
  findings.push(...lockFindings(lockState, view.lock, manifest));

  // 1. The graph, sharper where cargo was asked.
  const text =
    inputs.metadata?.get(metadataKey(manifest.file, facts.backend)) ??
    inputs.metadata?.get(manifest.file) ??
    inputs.metadata?.get(home.root.file);
  const metadata = lock === null || text === undefined ? null : readMetadata(text, lock);
  if (typeof metadata === "string")
    findings.push({ kind: "metadata", severity: "warning", message: metadata, place: null, fix: null });
  const sharp = metadata === null || typeof metadata === "string" ? null : metadata;
  const graph = lock === null ? null : graphFor(lock, sharp);
  const reach = graph?.reach ?? null;
  const declared = new Map<number, Place>();
  for (const dependency of view.dependencies)
    if (dependency.resolved !== null && !declared.has(dependency.resolved))
      declared.set(dependency.resolved, dependency.place);
  const packages = graph === null ? [] : withDeclared(graph.packages, declared);
  function graphFor(of: LockFile, known: LockMetadata | null): Graph {
    if (known === null) return graphOf(of, row, edges.of(of, view));
    const sharpened = reachFrom(of, row, metadataRanks(of, known));
    return { reach: sharpened, packages: packagesOf(of, sharpened, (at) => known.features[at] ?? null) };
  }

  // 2. The SDK, from the lock.
  const sdkAt = lock === null || reach === null ? -1 : sdkRow(lock, facts, reach.order);
  const sdkPackage = packages.find((item) => item.id === sdkAt) ?? null;
  const { entry } = found;

  // 3. openvm.toml beside the manifest.
  const openvmFile = fileIn(folderOf(manifest.file), "openvm.toml");
  const openvmText = found.withoutManifest ? undefined : inputs.files.get(openvmFile);
  const openvm = openvmText === undefined ? null : readOpenvmConfig(openvmFile, openvmText);
  for (const problem of openvm?.problems ?? [])
    findings.push({
      kind: problem.kind,
      severity: "error",
      message: problem.message,
      place: { file: openvmFile, range: problem.range },
      fix: null,
    });

  const { patches, same } = resolvePatches(
    {
      view,
      lock,
      reached: { has: (at) => reach !== null && reach.useOf(at) !== null },
      manifests: project.manifests,
      configs,
    },
    graph,
  );
  return {
    manifest: manifest.file,
    name: view.name,
    version: view.version,
    backend: facts.backend,
    evidence: found.evidence,
    features: found.features,
    sdk: {
      name: sdkPackage?.name ?? facts.sdk[0]!,
      version: sdkPackage?.version ?? null,
      wanted:
        entry === null || !facts.sdk.includes(entry.package)
          ? null
          : (entry.version ?? entry.tag ?? entry.branch ?? entry.rev),
      package: sdkPackage,
    },
    workspaceRoot: home.missingRoot === null ? home.root.file : null,
    lock: lockState,
    packages: withReplacements(packages, patches, lock),
    dependencies: view.dependencies,
    ...(lock === null ? { named: namedCrates(view, project) } : {}),
    patches,
    openvm: openvm?.config ?? null,
    sharpened: sharp !== null,
    ...(graph === null || same === null ? {} : { basis: { graph, patches: same } }),
    findings,
  };
}

function lockOf({ view }: FoundGuest): ResolvedLock {
  const { lock, row, home, name } = view;
  const file = home.lockFile;
  const make = "run `cargo generate-lockfile` in its folder to make one";
  if (lock === null) return { kind: "missing", file, reason: `there is no ${file}; ${make} and commit it` };
  if (lock.broken !== null)
    return { kind: "broken", file, reason: `${file} cannot be read: ${lock.broken.message}` };
  if (row < 0)
    return {
      kind: "without-guest",
      file,
      reason: `${file} does not hold ${name}; run \`cargo update --workspace\` to bring it up to date`,
    };
  return { kind: "found", file, version: lock.version };
}
