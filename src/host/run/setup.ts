import { stat } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import { cargoZiskSetup } from "../../toolchains/cargoZisk";
import { ActionableError, showActions } from "../failure";
import { withoutIcons } from "../plainText";
import { findCargoZisk, noBuilder } from "./checks";
import { pickElf } from "./pickElf";
import type { RunFlow } from "./runFlowParts";
import { runTask, showTerminal, stepTask } from "./runTask";
import { requireTrust } from "./trust";

/** The set-up that proving needs once per ELF (`rom-setup`, `program-setup`, … by version), in the terminal. */
export async function prepareSetup(flow: RunFlow, args: readonly unknown[]): Promise<void> {
  requireTrust();
  const [first] = args;
  const named = first instanceof Uri ? first.fsPath : (first as { elf?: unknown } | undefined)?.elf;
  const elf = typeof named === "string" ? named : await pickElf(l10n.t("Prepare"));
  if (elf === undefined) return;
  const tool = await findCargoZisk();
  if (tool === null) throw noBuilder();
  const { size, mtimeMs } = await stat(elf).catch(() => {
    throw new CycleLensError(
      "not-found",
      l10n.t("{0} cannot be read", elf),
      l10n.t("choose a compiled guest"),
    );
  });
  const { globalState } = flow.services.context;
  const key = `setup:${elf}:${tool.version?.text ?? ""}`;
  const stamp = `${size}:${mtimeMs}`;
  const run = async () => {
    const name = withoutIcons(l10n.t("set up {0}", path.basename(elf)));
    const process = {
      argv: cargoZiskSetup(tool.program, tool.version, elf),
      cwd: path.dirname(elf),
      env: {},
    };
    const end = await runTask(stepTask({ step: "setup", name, process, problems: false }), () => undefined);
    if (end === 0) await globalState.update(key, stamp);
    else if (end !== "stopped")
      throw new ActionableError(
        "tool-failed",
        l10n.t("the set-up of {0} failed (exit code {1})", path.basename(elf), end),
        l10n.t("what it says is in the terminal"),
        [{ title: l10n.t("Show Terminal"), run: () => showTerminal(name) }],
      );
  };
  if (globalState.get(key) !== stamp) return run();
  await showActions(
    "information",
    l10n.t("The set-up of {0} was done with this version already.", path.basename(elf)),
    [{ title: l10n.t("Run Again"), run }],
  );
}
