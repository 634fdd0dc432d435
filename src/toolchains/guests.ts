import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Guest } from "../protocol/requests";
import { lockedVersion, readManifest, type Manifest } from "./manifest";

/** Folders that hold no guest of the user's, or too much of anything. */
const skipped = new Set(["node_modules", "target", "vendor", "dist", "out"]);
const maxFolders = 20_000;
const maxDepth = 12;
const maxBytes = 4 * 2 ** 20;

/** The library that makes a package a guest, and of which machine. */
const sdks: readonly (readonly [crate: string, machine: Guest["machine"]])[] = [
  ["ziskos", "zisk"],
  ["sp1-zkvm", "sp1"],
];

/**
 * Every guest below the folders: packages that depend on a machine's library, one row a bin and machine, in order of path.
 * Manifests are read as text; no process is started, and a broken manifest is passed over.
 */
export async function findGuests(folders: readonly string[]): Promise<Guest[]> {
  const guests = new Map<string, Guest>();
  for (const folder of folders)
    for (const manifestPath of await manifestsBelow(path.resolve(folder)))
      for (const guest of await guestsOf(manifestPath))
        guests.set(`${guest.manifestPath}\0${guest.bin}\0${guest.machine}`, guest);
  return [...guests.values()].sort(
    (a, b) =>
      order(a.manifestPath, b.manifestPath) || order(a.bin ?? "", b.bin ?? "") || order(b.machine, a.machine),
  );
}

/** The guests of one package: its bins, once for each machine whose library it depends on. */
export async function guestsOf(manifestPath: string): Promise<Guest[]> {
  const manifest = await manifestAt(manifestPath);
  if (manifest === null || manifest.package === null) return [];
  const found = sdks.filter(([crate]) => manifest.dependencies.has(crate));
  if (found.length === 0) return [];
  const folder = path.dirname(manifestPath);
  const workspace = await workspaceOf(folder, manifest);
  const lock = await text(path.join(workspace.root, "Cargo.lock"));
  const guests: Guest[] = [];
  for (const { name, file } of await binsOf(folder, manifest, manifest.package)) {
    const entry = file === null ? null : await entryOf(file);
    for (const [crate, machine] of found) {
      const sdk = manifest.dependencies.get(crate)!;
      const wanted = sdk.workspace
        ? (workspace.manifest.workspaceDependencies.get(crate)?.version ?? null)
        : sdk.version;
      guests.push({
        name: manifest.package,
        bin: name,
        machine,
        manifestPath,
        root: workspace.root,
        entry,
        sdkVersion:
          (lock === null ? null : lockedVersion(lock, crate)) ?? wanted?.replace(/^[=^~ ]+/, "") ?? null,
      });
    }
  }
  return guests;
}

async function manifestsBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  const queue: { folder: string; depth: number }[] = [{ folder: root, depth: 0 }];
  for (let i = 0; i < queue.length && i < maxFolders; i++) {
    const { folder, depth } = queue[i]!;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => entry.name === "Cargo.toml" && entry.isFile()))
      found.push(path.join(folder, "Cargo.toml"));
    if (depth >= maxDepth) continue;
    for (const entry of entries)
      // Links are not followed: they may go round in circles or leave the workspace.
      if (entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name))
        queue.push({ folder: path.join(folder, entry.name), depth: depth + 1 });
  }
  return found;
}

/** A Cargo.toml; null where it cannot be read. */
export async function manifestAt(file: string): Promise<Manifest | null> {
  const source = await text(file);
  return source === null ? null : readManifest(source);
}

/** The workspace that a package belongs to: its own, the one it names, or the nearest above. */
async function workspaceOf(
  folder: string,
  manifest: Manifest,
): Promise<{ root: string; manifest: Manifest }> {
  if (manifest.isWorkspace) return { root: folder, manifest };
  if (manifest.workspacePath !== null) {
    const root = path.resolve(folder, manifest.workspacePath);
    return { root, manifest: (await manifestAt(path.join(root, "Cargo.toml"))) ?? manifest };
  }
  for (let at = path.dirname(folder); ; at = path.dirname(at)) {
    const above = await manifestAt(path.join(at, "Cargo.toml"));
    if (above?.isWorkspace && !isExcluded(above, at, folder)) return { root: at, manifest: above };
    if (path.dirname(at) === at) return { root: folder, manifest };
  }
}

function isExcluded(workspace: Manifest, root: string, folder: string): boolean {
  const inside = path.relative(root, folder).split(path.sep).join("/");
  return workspace.excludes.some(
    (entry) => inside === entry || inside.startsWith(`${entry.replace(/\/+$/, "")}/`),
  );
}

/** Cargo's rules: `[[bin]]`, and unless `autobins = false` src/main.rs, src/bin/NAME.rs and src/bin/NAME/main.rs. */
export async function binsOf(
  folder: string,
  manifest: Manifest,
  name: string,
): Promise<{ name: string; file: string | null }[]> {
  const bins = new Map<string, string | null>();
  const add = async (bin: string, file: string) => {
    const info = await stat(path.join(folder, file)).catch(() => null);
    if (info?.isFile() && !bins.has(bin)) bins.set(bin, path.join(folder, file));
    return info?.isFile() ?? false;
  };
  for (const bin of manifest.bins) {
    const guesses = [`src/bin/${bin.name}.rs`, `src/bin/${bin.name}/main.rs`, "src/main.rs"];
    let found = false;
    for (const guess of bin.path === null ? guesses : [bin.path])
      if ((found ||= await add(bin.name, guess))) break;
    // Generated or not checked out: still a bin.
    if (!found) bins.set(bin.name, null);
  }
  if (manifest.autobins) {
    const taken = new Set(bins.values());
    if (!taken.has(path.join(folder, "src/main.rs"))) await add(name, "src/main.rs");
    const entries = await readdir(path.join(folder, "src/bin"), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const file = entry.isDirectory() ? `src/bin/${entry.name}/main.rs` : `src/bin/${entry.name}`;
      if ((entry.isDirectory() || entry.name.endsWith(".rs")) && !taken.has(path.join(folder, file)))
        await add(entry.name.replace(/\.rs$/, ""), file);
    }
  }
  const isLibrary = await stat(path.join(folder, "src/lib.rs")).catch(() => null);
  if (bins.size === 0 && manifest.autobins && isLibrary === null && !manifest.isLibrary) bins.set(name, null);
  return [...bins].map(([bin, file]) => ({ name: bin, file }));
}

/** The line of `ziskos::entrypoint!(…)` or `sp1_zkvm::entrypoint!(…)`, else of `fn main`. */
export async function entryOf(file: string): Promise<Guest["entry"]> {
  const lines = (await text(file))?.split("\n") ?? [];
  const macro = lines.findIndex((line) => /^\s*(?:(?:ziskos|sp1_zkvm)::)?entrypoint!\s*[({[]/.test(line));
  const line =
    macro >= 0 ? macro : lines.findIndex((row) => /^\s*(?:pub(?:\([^)]*\))? +)?fn +main *\(/.test(row));
  return line < 0 ? null : { file, line };
}

async function text(file: string): Promise<string | null> {
  try {
    return (await stat(file)).size > maxBytes ? null : await readFile(file, "utf8");
  } catch {
    return null;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
