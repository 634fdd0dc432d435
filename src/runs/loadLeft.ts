import { open, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { assemble } from "../core/importers/assemble";
import type { Profile } from "../core/profile/model";
import { ziskemuFiles } from "../toolchains/ziskemu";
import { runFiles } from "./files";
import type { Load } from "./loadProfile";

/** As much of a guest's text as a profile without a report keeps. */
const maxTextBytes = 64 * 1024;

/**
 * What can be read of what the tool left. Where it died before its report, its output is only the
 * guest's text, or nothing at all: that is still a run, of which only the end is known.
 */
export async function loadLeft(
  folder: string,
  names: readonly string[],
  elf: string | null,
  load: Load,
): Promise<Profile> {
  const files = await importable(folder, names);
  const stdout = path.join(folder, runFiles.stdout);
  const attempts = [
    files,
    files.filter((file) => file !== stdout),
    files.filter((file) => file.endsWith(runFiles.stderr)),
  ];
  for (const [i, attempt] of attempts.entries()) {
    if (attempt.length === 0 || (i > 0 && attempt.length === attempts[i - 1]?.length)) continue;
    try {
      const profile = await load({ files: attempt, elf });
      if (attempt.includes(stdout) || !files.includes(stdout)) return profile;
      return { ...profile, output: { ...profile.output, text: await headText(stdout) } };
    } catch (error) {
      if (!CycleLensError.is(error, "bad-input")) throw error;
    }
  }
  const empty = assemble([], null);
  return {
    ...empty,
    output: { ...empty.output, text: files.includes(stdout) ? await headText(stdout) : null },
  };
}

async function headText(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxTextBytes), 0, maxTextBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The artefacts that say something of cost: not the guest's input and output, not what is empty. */
async function importable(folder: string, names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    if (name === ziskemuFiles.output || name === ziskemuFiles.input) continue;
    const file = path.join(folder, name);
    if ((await stat(file)).size > 0) files.push(file);
  }
  return files;
}
