import path from "node:path";
import { l10n, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import { engineName } from "../../core/engine/report";
import { runFolderVariable } from "../../runs/heldProfile";
import type { RunInput } from "../../runs/runJson";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { isFramedFile } from "./inputFraming";
import type { ReadyRun } from "./machineRun";
import { runnerProgram } from "./runnerProgram";
import type { Subject } from "./subject";
import { digestInput } from "./ziskInput";

/** A run in the embedded engine: our own command line as the tool, in the terminal and below the runner. */
export async function readyEmbedded(
  services: Services,
  machine: "zisk" | "sp1",
  subject: Subject,
  elf: string,
  inputFile: string | null,
): Promise<ReadyRun> {
  const scope = Uri.file(subject.guest?.manifestPath ?? elf);
  const input = inputFile === null ? null : await embeddedInput(machine, inputFile, scope);
  const args = ["profile", elf, "--machine", machine, "--engine", "embedded"];
  if (input?.file) args.push("--input", input.file);
  if (input?.framing) args.push("--framing", input.framing);
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

/** For SP1 a file is one buffer of the guest's stdin. */
async function embeddedInput(machine: "zisk" | "sp1", file: string, scope: Uri): Promise<RunInput> {
  const wanted = trustedSetting("zisk.inputFraming", scope);
  try {
    if (machine === "sp1") return { ...(await digestInput(file)), framing: null };
    const framing = wanted === "auto" ? ((await isFramedFile(file)) ? "raw" : "zisk") : wanted;
    return { ...(await digestInput(file)), framing };
  } catch (error) {
    throw new CycleLensError(
      "not-found",
      l10n.t("the input {0} cannot be read", file),
      l10n.t("choose another one with “Choose Guest Input…”"),
      { cause: error },
    );
  }
}
