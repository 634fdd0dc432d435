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
 * guest's text, or nothing at all: that is still a run, of which only the end is known. A host of the
 * user's own prints what it likes. `machine` tells whether the tool's standard output is the guest's.
 */
export async function loadLeft(
  folder: string,
  names: readonly string[],
  elf: string | null,
  load: Load,
  machine = "zisk",
): Promise<Profile> {
  const files = await importable(folder, names);
  const stdout = path.join(folder, runFiles.stdout);
  const stderr = path.join(folder, runFiles.stderr);
  const without = (...left: readonly string[]): string[] => files.filter((file) => !left.includes(file));
  const texts = files.filter((file) => file === stdout || file === stderr);
  const attempts = [
    // A prover says much and nothing of cost; what it measured stands in its metrics.
    ...(machine === "openvm" ? [without(stdout, stderr)] : []),
    files,
    without(stdout),
    without(stderr),
    without(stdout, stderr),
    texts,
    [stderr].filter((file) => files.includes(file)),
  ];
  const tried = new Set<string>();
  for (const attempt of attempts) {
    const key = attempt.join("\0");
    if (attempt.length === 0 || tried.has(key)) continue;
    tried.add(key);
    try {
      const profile = await load({ files: attempt, elf });
      if (attempt.includes(stdout) || !files.includes(stdout) || machine !== "zisk") return profile;
      return { ...profile, output: { ...profile.output, text: await headText(stdout) } };
    } catch (error) {
      if (!CycleLensError.is(error, "bad-input")) throw error;
    }
  }
  const empty = assemble([], null);
  return {
    ...empty,
    output: {
      ...empty.output,
      text: files.includes(stdout) && machine === "zisk" ? await headText(stdout) : null,
    },
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

/**
 * The artefacts that say something of cost: not the guest's input and output, not what is empty. The smallest
 * come first: what cannot be read is then known before a trace of gigabytes was.
 */
async function importable(folder: string, names: readonly string[]): Promise<string[]> {
  const files: { file: string; size: number }[] = [];
  for (const name of names) {
    if (name === ziskemuFiles.output || name === ziskemuFiles.input) continue;
    const file = path.join(folder, name);
    const { size } = await stat(file);
    if (size > 0) files.push({ file, size });
  }
  return files.sort((a, b) => a.size - b.size).map(({ file }) => file);
}
