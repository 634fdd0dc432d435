import path from "node:path";
import { l10n, Uri } from "vscode";
import type { LocatedTool } from "../../toolchains/locate";
import { ziskemuArgv } from "../../toolchains/ziskemu";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { buildGuest } from "./build";
import type { BuildProblems } from "./buildProblems";
import type { GuestInput } from "./guestInput";
import type { MachineRun, ReadyRun } from "./machineRun";
import type { RunRequest } from "./memory";
import { readyEmbedded } from "./readyEmbedded";
import type { Subject } from "./subject";
import { ziskEngine, type ZiskEngine } from "./ziskEngine";
import { ziskemuFile } from "./ziskInput";

/** A run in ziskemu or in the embedded engine: of a guest that is built first, or of an ELF. */
export function ziskRun(
  services: Services,
  problems: BuildProblems,
  subject: Subject,
  request: Extract<RunRequest, { readonly kind: "guest" | "elf" }>,
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
  given: GuestInput,
): Promise<ReadyRun> {
  const scope = Uri.file(subject.guest?.manifestPath ?? elf);
  const mode = trustedSetting("zisk.mode", scope);
  const input = await ziskemuFile(given, tool.version, scope);
  const plan = {
    program: tool.program,
    version: tool.version,
    elf,
    mode,
    join: path.join,
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
      argv: ziskemuArgv({ ...plan, folder: ".", input: input.in(".") }),
      engine: { name: "ziskemu", version: tool.version?.text ?? null },
      input: input.record,
      startedAt: new Date().toISOString(),
    },
    // The argv names files of the folder, and the folder's record names the argv: made in this order.
    step: async (folder) => {
      await input.write(folder);
      return {
        argv: ziskemuArgv({ ...plan, folder, input: input.in(folder) }),
        cwd: path.dirname(elf),
        env: {},
      };
    },
  };
}
