import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { runTool } from "../runs/runner";
import type { CliIo } from "./io";
import { cancelled } from "./openRun";

/** The manifest that `--manifest-path` means: a file, or the one in a folder. Throws `not-found`. */
export async function manifestFile(manifest: string): Promise<string> {
  const info = await stat(manifest).catch(() => null);
  if (info === null)
    throw new CycleLensError("not-found", `${manifest} does not exist`, "check --manifest-path");
  return info.isDirectory() ? path.join(manifest, "Cargo.toml") : manifest;
}

/** The one guest of a manifest that is meant, by its bin where one is named. Throws `usage`. */
export function oneGuest(guests: readonly Guest[], bin: string | undefined, manifest: string): Guest {
  const named = bin === undefined ? guests : guests.filter((guest) => guest.bin === bin);
  if (named.length === 1) return named[0]!;
  throw new CycleLensError(
    "usage",
    bin === undefined ? `${manifest} has several bins` : `${manifest} has no bin ${bin}`,
    `choose one with --bin: ${guests.map((guest) => guest.bin).join(", ")}`,
  );
}

/** Builds a guest in its package's folder; what the tools print goes to stderr. Throws `tool-failed`, `cancelled`. */
export async function runBuild(
  guest: Guest,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: CliIo,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-build-"));
  try {
    const exit = await runTool({
      folder,
      argv,
      cwd: path.dirname(guest.manifestPath),
      env: { ...io.env, ...env },
      terminal: { stdout: io.stderr, stderr: io.stderr },
      phase: "build",
      signal: io.signal,
    });
    if (exit.cancelled) throw cancelled();
    if (exit.exitCode !== 0)
      throw new CycleLensError(
        "tool-failed",
        `the build failed with exit code ${exit.exitCode ?? "?"}`,
        "correct what it says above",
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file that was written last; null where none is there. */
export async function newestFile(files: readonly string[]): Promise<string | null> {
  let newest: { file: string; ms: number } | null = null;
  for (const file of files) {
    const info = await stat(file).catch(() => null);
    if (info?.isFile() && (newest === null || info.mtimeMs > newest.ms)) newest = { file, ms: info.mtimeMs };
  }
  return newest?.file ?? null;
}
