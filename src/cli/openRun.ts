import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { createRun } from "../runs/create";
import type { RunDraft } from "../runs/runJson";
import type { CliIo } from "./io";

/**
 * The run folder; where the root cannot be written, one in the system's temporary folder, said so. Throws `io` where
 * neither can be.
 */
export async function openRun(root: string, draft: RunDraft, io: CliIo): Promise<string> {
  try {
    return await createRun(root, draft);
  } catch (error) {
    if (!CycleLensError.is(error, "io")) throw error;
    const temporary = await mkdtemp(path.join(os.tmpdir(), "cyclelens-")).catch(() => {
      throw error;
    });
    const folder = await createRun(temporary, draft);
    io.stderr.write(
      `cyclelens: ${error.message} — the run is kept in ${path.dirname(path.dirname(folder))}\n`,
    );
    return folder;
  }
}

/** What ends a command that the user stopped. */
export function cancelled(): CycleLensError {
  return new CycleLensError("cancelled", "cancelled", "start it again when you need it");
}
