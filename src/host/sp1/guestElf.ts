import { stat } from "node:fs/promises";
import path from "node:path";
import { Uri, workspace } from "vscode";
import type { Guest } from "../../protocol/requests";
import { findTool } from "../../toolchains/findTool";
import { sp1GuestBuildEnv } from "../../toolchains/sp1Command";
import { sp1ElfPlaces } from "../../toolchains/sp1Elf";
import type { Sp1Host } from "../../toolchains/sp1Types";
import { sp1Line } from "../../toolchains/sp1Version";
import { parseVersion } from "../../toolchains/version";
import { isRiscvElf } from "../run/findElf";
import type { ProcessStep } from "../run/processStep";

/**
 * The step that builds the guest by itself; null where the host's build script does it, or where nothing
 * is set, `cargo prove` is not installed and a compiled guest stands ready.
 */
export async function guestBuildStep(
  guest: Guest,
  host: Sp1Host | null,
  cargo: string,
  command: readonly string[] | null,
): Promise<ProcessStep | null> {
  const cwd = path.dirname(guest.manifestPath);
  const env = { ...sp1GuestBuildEnv };
  if (command !== null && command.length > 0) return { argv: command, cwd, env };
  if (host?.buildsGuest || (await findTool("cargo-prove")) === null) return null;
  return { argv: [cargo, "prove", "build"], cwd, env };
}

/** The compiled guest: as the setting says, else the newest where SP1's builds put it. Null where there is none. */
export async function builtSp1Elf(
  guest: Guest,
  host: Pick<Sp1Host, "root" | "line"> | null,
  setting: string,
): Promise<string | null> {
  if (setting !== "") {
    const base = workspace.getWorkspaceFolder(Uri.file(guest.manifestPath))?.uri.fsPath ?? guest.root;
    const file = path.resolve(base, setting);
    return (await isRiscv(file)) ? file : null;
  }
  const line = host?.line ?? (guest.sdkVersion === null ? null : sp1Line(parseVersion(guest.sdkVersion)));
  const own = process.env["CARGO_TARGET_DIR"];
  const targets = [guest.root, ...(host ? [host.root] : [])].map((root) => path.join(root, "target"));
  if (own !== undefined && own !== "") targets.unshift(path.resolve(guest.root, own));
  const found: { file: string; ms: number }[] = [];
  for (const { base, path: place } of sp1ElfPlaces(line, guest.bin ?? guest.name))
    for (const folder of base === "target" ? targets : [path.dirname(guest.manifestPath)]) {
      const file = path.join(folder, place);
      if (await isRiscv(file)) found.push({ file, ms: (await stat(file)).mtimeMs });
    }
  return found.sort((a, b) => b.ms - a.ms)[0]?.file ?? null;
}

/** SP1's guests were 32-bit up to version 5. */
async function isRiscv(file: string): Promise<boolean> {
  return isRiscvElf(file, { or32: true }).catch(() => false);
}
