import { open, stat } from "node:fs/promises";
import path from "node:path";
import { mapSourcePath } from "../core/symbols/sourceMap";
import { crateName } from "../core/rust/modulePath";
import { runFiles } from "../runs/files";
import { finishRun } from "../runs/finish";
import { isRunFolder, readRun } from "../runs/list";
import { expandRunFolders } from "../runs/loadProfile";
import { titleOf } from "../runs/title";
import type { Profile } from "../core/profile/model";
import type { LoadOptions } from "./loader";
import { packageOf } from "./packages";
import type { OpenedProfile } from "./profileStore";
import type { Session } from "./session";
import { sourcePlaces } from "../runs/sourcePlaces";
import { SourceResolver } from "./sources";
import { sourceRoots, type ProfileOrigin } from "./sourceRoots";

/** Opens the artefacts of one run, or a finished run's folder; the profile becomes the active one. */
export async function openFiles(
  session: Session,
  files: readonly string[],
  elf: string | undefined,
  options: LoadOptions,
): Promise<OpenedProfile> {
  const folder = await runFolderOf(files);
  const profile = await session.load(await expandRunFolders(files), elf, options);
  const run = folder === null ? null : await readRun(folder);
  return activate(session, profile, {
    files,
    folder,
    run,
    elf: elf ?? run?.guest.elf ?? (await elfAmong(files)),
  });
}

/** Completes a run that has just ended and opens it. */
export async function finishFolder(
  session: Session,
  folder: string,
  options: LoadOptions,
): Promise<OpenedProfile> {
  const done = await finishRun(folder, {
    load: ({ files, elf: guest }) => session.load(files, guest ?? undefined, options),
    sourceMap: session.settings.sourceMap,
    maxBytes: session.settings.maxRunBytes,
  });
  return activate(session, done.profile, {
    files: [done.folder],
    folder: done.folder,
    run: done.run,
    elf: done.run.guest.elf,
  });
}

async function activate(session: Session, profile: Profile, from: ProfileOrigin): Promise<OpenedProfile> {
  const { opened, crates } = await describeProfile(session, profile, from);
  return session.store.add(opened, crates, session.settings.metric);
}

/** Where a profile's sources stand, what it is called, and which crates are the guest's own. */
export async function describeProfile(
  session: Session,
  profile: Profile,
  from: ProfileOrigin,
): Promise<{
  readonly opened: Omit<OpenedProfile, "id" | "library" | "metric">;
  readonly crates: ReadonlySet<string>;
}> {
  const { files, folder, run } = from;
  const elf = from.elf === null ? null : await elfOf(from.elf);
  const [places, guests] = await Promise.all([sourcePlaces(), session.runs.knownGuests(session.folders)]);
  const roots = sourceRoots(profile, from, session.folders, guests);
  const options = { prefixes: session.settings.sourceMap, roots, ...places };
  const resolver = new SourceResolver((source) => mapSourcePath(source, options));
  const title = run?.guest.name ?? (await titleOf(elf?.path ?? null, files));
  const crates = new Set([crateName(run?.guest.bin ?? title)]);
  if (run?.guest.manifestPath) {
    for (const crate of (await packageOf(run.guest.manifestPath))?.crates ?? []) crates.add(crate);
  }
  return { opened: { title, profile, folder, run, elf, sources: resolver }, crates };
}

/** The run folder that is opened: itself, or the one whose stored profile is. */
export async function runFolderOf(files: readonly string[]): Promise<string | null> {
  const [file] = files;
  if (files.length !== 1 || file === undefined) return null;
  const folder = path.basename(file) === runFiles.profile ? path.dirname(file) : file;
  return (await isRunFolder(folder)) ? folder : null;
}

async function elfAmong(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const handle = await open(file).catch(() => null);
    const head = Buffer.alloc(4);
    await handle?.read(head, 0, 4, 0).catch(() => null);
    await handle?.close();
    if (head.toString("latin1") === "\x7fELF") return file;
  }
  return null;
}

async function elfOf(file: string): Promise<{ path: string; modifiedMs: number } | null> {
  // A run.json may come from anywhere: nothing on the network is touched for it.
  if (/^[\\/]{2}/.test(file)) return null;
  const info = await stat(file).catch(() => null);
  return info?.isFile() ? { path: file, modifiedMs: info.mtimeMs } : null;
}
