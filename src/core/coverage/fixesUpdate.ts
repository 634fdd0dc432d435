import type { ResolvedGuest, ResolvedPackage } from "./resolved";

/**
 * How cargo names this copy (`cargo update -p SPEC`): by name, with the version where the lock holds several, and with its
 * source where one version comes from two. The whole lock counts, not only what the guest reaches.
 */
export function packageSpec(
  guest: ResolvedGuest,
  pkg: Pick<ResolvedPackage, "name" | "version" | "source">,
  files: ReadonlyMap<string, string>,
): string {
  const copies = copiesIn(files.get(guest.lock.file) ?? "", pkg.name);
  if (copies.length < 2) return pkg.name;
  const named = `${pkg.name}@${pkg.version}`;
  if (copies.filter((version) => version === pkg.version).length < 2 || pkg.source === null) return named;
  return `${pkg.source.replace(/^(?:git|registry|sparse)\+/, "").split("#")[0]!}#${named}`;
}

/** What was found in the last few locks: every fix of every guest asks about the same ones. */
const lastFound = new Map<string, Map<string, readonly string[]>>();
const maxLocks = 8;

function copiesIn(lock: string, name: string): readonly string[] {
  let found = lastFound.get(lock);
  if (found === undefined) {
    lastFound.set(lock, (found = new Map()));
    if (lastFound.size > maxLocks) lastFound.delete(lastFound.keys().next().value!);
  }
  let copies = found.get(name);
  if (copies === undefined) found.set(name, (copies = findCopies(lock, name)));
  return copies;
}

/** Versions of the entries with this name. Found by text: a lock may be large, and the name stands at its start. */
function findCopies(lock: string, name: string): string[] {
  const versions: string[] = [];
  const wanted = `name = "${name}"`;
  for (let at = lock.indexOf(wanted); at >= 0; at = lock.indexOf(wanted, at + wanted.length)) {
    const version = /^\s*version = "([^"\n]*)"/.exec(
      lock.slice(at + wanted.length, at + wanted.length + 200),
    );
    if (version !== null && (at === 0 || lock[at - 1] === "\n")) versions.push(version[1]!);
  }
  return versions;
}
