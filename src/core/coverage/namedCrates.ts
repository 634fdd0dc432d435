import { fileIn } from "./paths";
import type { PackageView, Project } from "./project";
import type { NamedCrate } from "./resolved";

/** Without a lock: the normal dependencies of a package's path dependencies as far as their manifests are at hand, nearest first. */
export function namedCrates(start: PackageView, project: Project): readonly NamedCrate[] {
  const byFile = new Map(project.packages.map((view) => [view.manifest.file, view]));
  const named: NamedCrate[] = [];
  const seen = new Set<string>([start.manifest.file]);
  const queue: { readonly view: PackageView; readonly path: readonly string[] }[] = [
    { view: start, path: [start.name] },
  ];
  for (let at = 0; at < queue.length; at++) {
    const { view, path } = queue[at]!;
    for (const dependency of view.dependencies) {
      if (dependency.kind !== "normal") continue;
      const chain = [...path, dependency.package];
      if (view !== start) named.push({ name: dependency.package, place: dependency.place, path: chain });
      const next = dependency.path === null ? undefined : byFile.get(fileIn(dependency.path, "Cargo.toml"));
      if (next === undefined || seen.has(next.manifest.file)) continue;
      seen.add(next.manifest.file);
      queue.push({ view: next, path: chain });
    }
  }
  return named;
}
