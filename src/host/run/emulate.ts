import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri, type TaskExecution } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { FinishRunResult } from "../../protocol/requests";
import { createRun, discardRun } from "../../runs/create";
import type { RunInput } from "../../runs/runJson";
import type { LocatedTool } from "../../toolchains/locate";
import { atLeast } from "../../toolchains/version";
import { ziskemuArgv, type ZiskemuInput } from "../../toolchains/ziskemu";
import { withoutIcons } from "../plainText";
import type { Services } from "../services";
import { trustedSetting } from "../settings";
import { importRun } from "./importRun";
import { isFramedFile } from "./inputFraming";
import { throughRunner } from "./processStep";
import { parseProgress, type SeenProgress } from "./progressText";
import { runTask, stepTask, type TaskEnd } from "./runTask";
import { runnerProgram } from "./runnerProgram";
import type { Subject } from "./subject";

export interface EmulationWatch {
  readonly started: (task: TaskExecution) => void;
  readonly progress: (seen: SeenProgress) => void;
  /** The tool has ended; what it left is read now. */
  readonly importing: () => void;
}

/**
 * Runs an ELF in ziskemu in the terminal and imports what it left. Whatever the exit code, what the
 * tool wrote is a profile with an outcome; only without any does this throw.
 */
export async function emulate(
  services: Services,
  tool: LocatedTool,
  subject: Subject,
  elf: string,
  inputFile: string | null,
  watch: EmulationWatch,
): Promise<FinishRunResult> {
  const scope = Uri.file(subject.guest?.manifestPath ?? elf);
  const mode = trustedSetting("zisk.mode", scope);
  const input =
    inputFile === null ? null : await ziskInput(inputFile, tool, trustedSetting("zisk.inputFraming", scope));
  // 1. The argv names files of the folder, and the folder's record names the argv: made in this order.
  const plan = {
    program: tool.program,
    version: tool.version,
    elf,
    mode,
    join: path.join,
    input,
    extraArguments: trustedSetting("zisk.extraArguments", scope),
  };
  const folder = await createRun(subject.root, {
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
  });
  // 2. The task, watched by the file that the runner keeps up to date.
  const name = withoutIcons(l10n.t("profile {0}", subject.name));
  const step = { argv: ziskemuArgv({ ...plan, folder }), cwd: path.dirname(elf), env: {} };
  services.log.info(`run: ${JSON.stringify(step.argv)}`);
  const timer = setInterval(() => {
    readFile(path.join(folder, "progress.json"), "utf8").then(
      (text) => {
        const seen = parseProgress(text);
        if (seen) watch.progress(seen);
      },
      () => undefined,
    );
  }, 500);
  let end: TaskEnd;
  try {
    end = await runTask(
      stepTask({
        step: "profile",
        name,
        process: throughRunner(step, runnerProgram(services), folder),
        problems: false,
      }),
      watch.started,
    );
  } finally {
    clearInterval(timer);
  }
  if (end === "stopped") {
    await discardRun(folder);
    throw new CycleLensError("cancelled", l10n.t("the run was stopped"), "");
  }
  // 3. What it left.
  watch.importing();
  return importRun(services, folder, { exitCode: end, terminal: name });
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
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return {
    file,
    framing: input?.unframed ? "zisk" : "raw",
    sizeBytes: (await stat(file)).size,
    sha256: hash.digest("hex"),
  };
}
