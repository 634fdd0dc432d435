import { fileIn } from "../core/coverage/paths";
import type { PackageView, Project } from "../core/coverage/project";
import type { ResolvedDependency } from "../core/coverage/resolved";
import type { Sp1Crate } from "./sp1Types";

/** What a choice of features of one package comes to, as far as the manifests at hand tell. */
export interface FeatureResult {
  /** SP1 is linked at all. */
  readonly linked: boolean;
  /** Its feature `profiling` is on. */
  readonly profiling: boolean;
  /** A package of the way has no manifest at hand: what is not on may be on nevertheless. */
  readonly open: boolean;
}

const sp1Crates: readonly Sp1Crate[] = ["sp1-sdk", "sp1-core-executor"];

export function isSp1Crate(name: string): name is Sp1Crate {
  return (sp1Crates as readonly string[]).includes(name);
}

/**
 * Follows features from a package through every package of the project that it links, as cargo unites them:
 * `dep:x`, `x/f`, `x?/f`, implicit features of optional dependencies, `default`. Cost is linear in what is reached.
 */
export function resolveFeatures(
  project: Project,
  start: PackageView,
  chosen: readonly string[],
  withDefault: boolean,
): FeatureResult {
  return new Closure(project).run(start, withDefault ? ["default", ...chosen] : chosen);
}

/** Every feature that the chosen ones switch on within the package itself, sorted. */
export function featureClosure(view: PackageView, chosen: readonly string[]): string[] {
  const on = new Set<string>();
  const queue = [...chosen];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (on.has(name)) continue;
    on.add(name);
    queue.push(
      ...(view.manifest.features.get(name) ?? []).filter(
        (item) => !item.includes("/") && !item.includes(":"),
      ),
    );
  }
  return [...on].sort();
}

class Closure {
  private readonly byFile = new Map<string, PackageView>();
  private readonly features = new Map<PackageView, Set<string>>();
  /** Optional dependencies that something switched on. */
  private readonly on = new Map<PackageView, Set<string>>();
  /** `x?/f`, until x is on. */
  private readonly weak = new Map<PackageView, Map<string, Set<string>>>();
  private readonly queue: { readonly view: PackageView; readonly feature: string }[] = [];
  private linked = false;
  private profiling = false;
  private open = false;

  constructor(project: Project) {
    for (const view of project.packages) this.byFile.set(view.manifest.file, view);
  }

  run(start: PackageView, chosen: readonly string[]): FeatureResult {
    this.link(start);
    for (const feature of chosen) this.item(start, feature);
    for (let next = this.queue.pop(); next !== undefined; next = this.queue.pop())
      for (const item of next.view.manifest.features.get(next.feature) ?? []) this.item(next.view, item);
    return { linked: this.linked, profiling: this.profiling, open: this.open && !this.profiling };
  }

  /** A package becomes part of the build: so do the dependencies that it always has. */
  private link(view: PackageView): void {
    if (this.features.has(view)) return;
    this.features.set(view, new Set());
    this.on.set(view, new Set());
    this.weak.set(view, new Map());
    for (const dependency of view.dependencies)
      if (dependency.kind === "normal" && !dependency.optional) this.activate(view, dependency);
  }

  private activate(view: PackageView, dependency: ResolvedDependency): void {
    if (isSp1Crate(dependency.package)) {
      this.linked = true;
      for (const feature of dependency.features) this.sp1Feature(feature);
      return;
    }
    const target = this.target(dependency);
    if (target === null) {
      if (mayReachSp1(view, dependency)) this.open = true;
      return;
    }
    this.link(target);
    if (dependency.defaultFeatures) this.item(target, "default");
    for (const feature of dependency.features) this.item(target, feature);
  }

  /** One entry of a feature's list, or one word of `--features`. */
  private item(view: PackageView, item: string): void {
    const slash = item.indexOf("/");
    if (item.startsWith("dep:")) return this.switchOn(view, item.slice(4));
    if (slash >= 0) {
      const isWeak = item[slash - 1] === "?";
      const key = item.slice(0, isWeak ? slash - 1 : slash);
      return this.ofDependency(view, key, item.slice(slash + 1), isWeak);
    }
    const known = this.features.get(view);
    if (known === undefined || known.has(item)) return;
    known.add(item);
    this.queue.push({ view, feature: item });
    // An optional dependency is a feature of its own name, unless some `dep:` hides it; cargo then refuses the name.
    if (!view.manifest.features.has(item)) this.switchOn(view, item);
  }

  private switchOn(view: PackageView, key: string): void {
    const on = this.on.get(view)!;
    if (on.has(key)) return;
    on.add(key);
    for (const dependency of dependenciesCalled(view, key)) {
      this.activate(view, dependency);
      for (const feature of this.weak.get(view)!.get(key) ?? []) this.hand(dependency, feature);
    }
  }

  private ofDependency(view: PackageView, key: string, feature: string, isWeak: boolean): void {
    const found = dependenciesCalled(view, key);
    const isOn = found.some((dependency) => !dependency.optional) || this.on.get(view)!.has(key);
    if (isWeak && !isOn) {
      const waiting = this.weak.get(view)!;
      waiting.set(key, (waiting.get(key) ?? new Set()).add(feature));
      return;
    }
    if (!isOn) this.switchOn(view, key);
    for (const dependency of found) this.hand(dependency, feature);
  }

  private hand(dependency: ResolvedDependency, feature: string): void {
    if (isSp1Crate(dependency.package)) return this.sp1Feature(feature);
    const target = this.target(dependency);
    if (target !== null) this.item(target, feature);
  }

  private sp1Feature(name: string): void {
    if (name === "profiling") this.profiling = true;
  }

  private target(dependency: ResolvedDependency): PackageView | null {
    return dependency.path === null ? null : (this.byFile.get(fileIn(dependency.path, "Cargo.toml")) ?? null);
  }
}

function dependenciesCalled(view: PackageView, key: string): readonly ResolvedDependency[] {
  return view.dependencies.filter((dependency) => dependency.kind === "normal" && dependency.key === key);
}

/** Whether the lock lets SP1 be behind a dependency; without a lock, it may. */
function mayReachSp1({ lock }: PackageView, dependency: ResolvedDependency): boolean {
  if (dependency.path !== null) return true;
  if (lock === null || lock.broken !== null || dependency.resolved === null) return false;
  const seen = new Set([dependency.resolved]);
  for (const row of seen) {
    if (isSp1Crate(lock.names[row]!)) return true;
    for (const to of lock.edges.subarray(lock.edgeStarts[row]!, lock.edgeStarts[row + 1]!)) seen.add(to);
  }
  return false;
}
