import path from "node:path";
import { l10n, Uri, type TaskExecution } from "vscode";
import type { Guest } from "../../protocol/requests";
import { ActionableError, logAction } from "../failure";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { findCargoZisk, noBuilder } from "./checks";
import { findBuiltElf } from "./findElf";
import { guestLabel } from "./guests";
import { buildStep } from "./processStep";
import type { BuildProblems } from "./buildProblems";
import { buildFailure, runBuild } from "./runBuild";

/**
 * Builds a guest in the terminal and finds its ELF. Throws `tool-failed` where the build failed,
 * `cancelled` where it was stopped, `not-found` without an ELF.
 */
export async function buildGuest(
  services: Services,
  guest: Guest,
  problems: BuildProblems,
  started: (task: TaskExecution) => void,
): Promise<string> {
  const scope = Uri.file(guest.manifestPath);
  const cargoZisk = await findCargoZisk();
  const step = buildStep({
    cargoZisk: cargoZisk?.program ?? null,
    buildCommand: trustedSetting("zisk.buildCommand", scope),
    manifestFolder: path.dirname(guest.manifestPath),
  });
  if (step === null) throw noBuilder();
  const startedMs = Date.now();
  const label = guestLabel(guest);
  const built = await runBuild(services, problems, { label, step, root: guest.root }, started);
  if (built.exitCode !== 0) throw buildFailure(services, problems, label, built);
  const elf = await findBuiltElf({
    roots: [...new Set([guest.root, path.dirname(guest.manifestPath)])],
    bin: guest.bin ?? guest.name,
    version: cargoZisk?.version ?? null,
    startedMs,
    targetFolder: process.env["CARGO_TARGET_DIR"],
  });
  if (elf === null)
    throw new ActionableError(
      "not-found",
      l10n.t("the build of {0} left no RISC-V program below {1}", label, path.join(guest.root, "target")),
      l10n.t("check that it builds for the ZisK target in release mode"),
      [logAction(services)],
    );
  return elf;
}
