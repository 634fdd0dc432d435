import path from "node:path";
import { l10n, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { RunInput } from "../../runs/runJson";
import type { LocatedTool } from "../../toolchains/locate";
import { atLeast } from "../../toolchains/version";
import { ziskemuArgv, type ZiskemuInput } from "../../toolchains/ziskemu";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { buildGuest } from "./build";
import type { BuildProblems } from "./buildProblems";
import { isFramedFile } from "./inputFraming";
import type { MachineRun, ReadyRun } from "./machineRun";
import type { RunRequest } from "./memory";
import { readyEmbedded } from "./readyEmbedded";
import type { Subject } from "./subject";
import { ziskEngine, type ZiskEngine } from "./ziskEngine";
import { digestInput } from "./ziskInput";

/** A run in ziskemu or in the embedded engine: of a guest that is built first, or of an ELF. */
export function ziskRun(
  services: Services,
  problems: BuildProblems,
  subject: Subject,
  request: RunRequest,
): MachineRun {
  let engine: ZiskEngine;
  return {
    subject,
    request,
    firstStep: l10n.t("looking for ziskemu"),
    check: async () => {
      engine = await ziskEngine(Uri.file(subject.guest?.manifestPath ?? subject.elf!), subject.elf);
    },
    prepare: async ({ started, says }) => {
      says(l10n.t("building {0}", subject.name));
      const elf = subject.elf ?? (await buildGuest(services, subject.guest!, problems, started));
      return engine.kind === "embedded"
        ? readyEmbedded(services, engine.machine, subject, elf, request.input)
        : readyZisk(engine.tool, subject, elf, request.input);
    },
  };
}

async function readyZisk(
  tool: LocatedTool,
  subject: Subject,
  elf: string,
  inputFile: string | null,
): Promise<ReadyRun> {
  const scope = Uri.file(subject.guest?.manifestPath ?? elf);
  const mode = trustedSetting("zisk.mode", scope);
  const input =
    inputFile === null ? null : await ziskInput(inputFile, tool, trustedSetting("zisk.inputFraming", scope));
  const plan = {
    program: tool.program,
    version: tool.version,
    elf,
    mode,
    join: path.join,
    input,
    extraArguments: trustedSetting("zisk.extraArguments", scope),
  };
  return {
    tool: "ziskemu",
    draft: {
      schema: "cyclelens.run/1",
      guest: {
        name: subject.guest?.name ?? subject.name,
        bin: subject.guest?.bin ?? null,
        manifestPath: subject.guest?.manifestPath ?? null,
        elf,
      },
      machine: "zisk",
      mode,
      argv: ziskemuArgv({ ...plan, folder: "." }),
      engine: { name: "ziskemu", version: tool.version?.text ?? null },
      input: inputFile === null ? null : await runInput(inputFile, input),
      startedAt: new Date().toISOString(),
    },
    // The argv names files of the folder, and the folder's record names the argv: made in this order.
    step: async (folder) => ({ argv: ziskemuArgv({ ...plan, folder }), cwd: path.dirname(elf), env: {} }),
  };
}

async function ziskInput(
  file: string,
  { version }: LocatedTool,
  framing: "auto" | "raw" | "zisk",
): Promise<ZiskemuInput> {
  try {
    const unframed =
      framing === "zisk" || (framing === "auto" && atLeast(version, 0, 16) && !(await isFramedFile(file)));
    return { file, unframed };
  } catch (error) {
    throw new CycleLensError(
      "not-found",
      l10n.t("the input {0} cannot be read", file),
      l10n.t("choose another one with “Choose Guest Input…”"),
      { cause: error },
    );
  }
}

async function runInput(file: string, input: ZiskemuInput | null): Promise<RunInput> {
  return { ...(await digestInput(file)), framing: input?.unframed ? "zisk" : "raw" };
}
