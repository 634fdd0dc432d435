import os from "node:os";
import { CycleLensError } from "../core/errors";
import { askTool } from "./askTool";
import { findTool, type FoundTool, type SearchPlaces } from "./findTool";
import { parseVersion, type Version } from "./version";
import { installZiskemu, ziskemuMemoryNeed } from "./ziskemu";

export interface LocatedTool extends FoundTool {
  readonly version: Version | null;
}

/** Finds a tool and asks for its version; null where it is not installed. */
export async function locateTool(name: string, places?: SearchPlaces): Promise<LocatedTool | null> {
  const found = await findTool(name, places);
  if (found === null) return null;
  const answer = await askTool(found.program, ["--version"]);
  return { ...found, version: answer === null ? null : parseVersion(answer) };
}

/**
 * The emulator, ready to start. Throws `not-found` with the install command, or `tool-failed`
 * where this machine has not the memory that an old version needs.
 */
export async function requireZiskemu(places: SearchPlaces = {}): Promise<LocatedTool> {
  const tool = await locateTool("ziskemu", places);
  if (tool === null) {
    const setting = places.setting;
    if (setting !== undefined && setting !== "")
      throw new CycleLensError(
        "not-found",
        `the setting names ${setting}, which is no program`,
        "correct the path to ziskemu, or leave the setting empty",
      );
    throw new CycleLensError("not-found", "ziskemu is not installed", `run: ${installZiskemu}`);
  }
  const need = ziskemuMemoryNeed(tool.version);
  if (availableMemory() < need)
    throw new CycleLensError(
      "tool-failed",
      `ziskemu ${tool.version?.text ?? ""} needs ${gigabytes(need)} of memory to start, ${gigabytes(availableMemory())} are free`,
      `close other programs, or install a newer one: ${installZiskemu}`,
    );
  return tool;
}

/** Bytes a new process can have; honours a container's limit where Node knows it. */
export function availableMemory(): number {
  const ask = (process as { availableMemory?: () => number }).availableMemory;
  return typeof ask === "function" ? ask.call(process) : os.freemem();
}

/** `6.5 GB` */
export function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
