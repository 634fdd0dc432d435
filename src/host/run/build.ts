import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri, workspace, type TaskExecution } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { Guest } from "../../protocol/requests";
import { ActionableError, logAction } from "../failure";
import { withoutIcons } from "../plainText";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { findCargoZisk, noBuilder } from "./checks";
import { findBuiltElf } from "./findElf";
import { guestLabel } from "./guests";
import { buildStep, throughRunner } from "./processStep";
import type { BuildProblems } from "./buildProblems";
import { runTask, showTerminal, stepTask } from "./runTask";
import { runnerProgram } from "./runnerProgram";

/**
 * Builds a guest in the terminal and finds its ELF. Rustc's errors land in Problems. Throws
 * `tool-failed` where the build failed, `cancelled` where it was stopped, `not-found` without an ELF.
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
  const name = withoutIcons(l10n.t("build {0}", guestLabel(guest)));
  const folder = path.join(
    (services.context.storageUri ?? services.context.globalStorageUri).fsPath,
    `build-${randomBytes(4).toString("hex")}`,
  );
  const startedMs = Date.now();
  try {
    await mkdir(folder, { recursive: true });
    problems.clear();
    const matched = workspace.getWorkspaceFolder(scope)?.uri.fsPath === guest.root;
    const task = stepTask({
      step: "build",
      name,
      process: throughRunner(step, runnerProgram(services), folder),
      problems: matched,
    });
    services.log.info(`build: ${JSON.stringify(step.argv)} in ${step.cwd}`);
    const end = await runTask(task, started);
    if (end === "stopped") throw new CycleLensError("cancelled", l10n.t("the build was stopped"), "");
    // rustc's paths are relative to the cargo workspace, which the problem matcher cannot know.
    const count = matched
      ? 0
      : problems.report(guest.root, await readFile(path.join(folder, "log.txt"), "utf8").catch(() => ""));
    if (end !== 0) {
      services.log.warn(`build of ${guestLabel(guest)} ended with ${end}, ${count} problems read`);
      throw new ActionableError(
        "tool-failed",
        l10n.t("the build of {0} failed (exit code {1})", guestLabel(guest), end),
        l10n.t("its errors are in Problems and in the terminal"),
        [
          { title: l10n.t("Show Terminal"), run: () => showTerminal(name) },
          { title: l10n.t("Show Problems"), run: () => problems.show() },
        ],
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
      l10n.t(
        "the build of {0} left no RISC-V program below {1}",
        guestLabel(guest),
        path.join(guest.root, "target"),
      ),
      l10n.t("check that it builds for the ZisK target in release mode"),
      [logAction(services)],
    );
  return elf;
}
