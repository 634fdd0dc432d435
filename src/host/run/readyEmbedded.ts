import path from "node:path";
import { l10n, Uri } from "vscode";
import { engineName } from "../../core/engine/report";
import { runFolderVariable } from "../../runs/runFolderVariable";
import { settings } from "../contributions";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { inputWords, type GuestInput } from "./guestInput";
import type { ReadyRun } from "./machineRun";
import { runnerProgram } from "./runnerProgram";
import type { Subject } from "./subject";
import { sp1Record } from "./sp1Stdin";
import { ziskFraming } from "./ziskInput";

/** A run in the embedded engine: our own command line as the tool, in the terminal and below the runner. */
export async function readyEmbedded(
  services: Services,
  machine: "zisk" | "sp1",
  subject: Subject,
  elf: string,
  given: GuestInput,
): Promise<ReadyRun> {
  const scope = Uri.file(subject.guest?.manifestPath ?? elf);
  const input = await (machine === "sp1" ? sp1Record(given) : ziskFraming(given, scope));
  const args = ["profile", elf, "--machine", machine, "--engine", "embedded", ...inputWords(given)];
  if (input?.framing) args.push("--framing", input.framing);
  const upTo = trustedSetting("engine.inlinedUpTo", scope);
  // Our command line knows the default below the runner.
  if (upTo !== settings["engine.inlinedUpTo"]) args.push("--inlined-up-to", stepsOf(upTo));
  const { node, cli } = runnerProgram(services);
  const { version } = services.context.extension.packageJSON as { version?: unknown };
  return {
    tool: l10n.t("the embedded engine"),
    doing: l10n.t("profiling {0} in the embedded engine", subject.name),
    keepsStopped: true,
    draft: {
      schema: "cyclelens.run/1",
      guest: {
        name: subject.guest?.name ?? subject.name,
        bin: subject.guest?.bin ?? null,
        manifestPath: subject.guest?.manifestPath ?? null,
        elf,
      },
      machine,
      mode: "full",
      argv: [engineName, ...args],
      engine: { name: engineName, version: typeof version === "string" ? version : null },
      input,
      startedAt: new Date().toISOString(),
    },
    step: async (folder) => ({
      argv: [node, cli, ...args],
      cwd: path.dirname(elf),
      env: { [runFolderVariable]: folder },
    }),
  };
}

/** Of millions; no guest ends within one step. */
function stepsOf(millions: number): string {
  return String(Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.round(1e6 * millions))));
}
