import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { l10n, type TaskExecution } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { FinishRunResult } from "../../protocol/requests";
import { createRun, discardRun } from "../../runs/create";
import { runFiles } from "../../runs/files";
import { showActions } from "../failure";
import { withoutIcons } from "../plainText";
import type { Services } from "../services";
import { importRun } from "./importRun";
import type { ReadyRun, RunEnd } from "./machineRun";
import { throughRunner } from "./processStep";
import { parseProgress, type SeenProgress } from "./progressText";
import { runTask, stepTask, type TaskEnd } from "./runTask";
import { runnerProgram } from "./runnerProgram";
import type { Subject } from "./subject";

export interface RunWatch {
  readonly started: (task: TaskExecution) => void;
  readonly progress: (seen: SeenProgress) => void;
  /** The tool has ended; what it left is read now. */
  readonly importing: () => void;
}

/**
 * Runs what is ready in the terminal, through our runner, and imports what it left. Whatever the exit
 * code, what the tool wrote is a profile with an outcome; only without any does this throw.
 */
export async function startRun(
  services: Services,
  subject: Subject,
  ready: ReadyRun,
  watch: RunWatch,
): Promise<FinishRunResult> {
  const folder = await createRun(subject.root, ready.draft);
  const end = await inTerminal(services, subject, ready, folder, watch).catch(async (error: unknown) => {
    await discardRun(folder);
    throw error;
  });
  watch.importing();
  const failure = await ready.explain?.(end);
  if (failure) {
    await discardRun(folder);
    throw failure;
  }
  const note = await ready.note?.(end);
  const result = await importRun(services, end, ready.tool);
  if (note) void showActions("warning", note.text, note.actions);
  return result;
}

/** The task, watched by the file that the runner keeps up to date. Throws `cancelled` after a stop. */
async function inTerminal(
  services: Services,
  subject: Subject,
  ready: ReadyRun,
  folder: string,
  watch: RunWatch,
): Promise<RunEnd> {
  const terminal = withoutIcons(l10n.t("profile {0}", subject.name));
  const step = await ready.step(folder);
  services.log.info(`run: ${JSON.stringify(step.argv)} in ${step.cwd}`);
  const timer = setInterval(() => {
    readFile(path.join(folder, "progress.json"), "utf8").then(
      (text) => {
        const seen = parseProgress(text);
        if (seen) watch.progress(seen);
      },
      () => undefined,
    );
  }, 250);
  let end: TaskEnd;
  try {
    const process = throughRunner(step, runnerProgram(services), folder);
    end = await runTask(
      stepTask({ step: "profile", name: terminal, process, problems: false }),
      watch.started,
    );
  } finally {
    clearInterval(timer);
  }
  if (end === "stopped" && !(ready.keepsStopped && (await wasKept(folder))))
    throw new CycleLensError("cancelled", l10n.t("the run was stopped"), "");
  return { folder, exitCode: end === "stopped" ? stoppedExit : end, terminal };
}

const stoppedExit = 130;
/** How long a stopped run may take to write down what it has. */
const keepMs = 10_000;

/** Waits until a stopped run has ended; true where it left a profile. */
async function wasKept(folder: string): Promise<boolean> {
  const isThere = (name: string) =>
    access(path.join(folder, name)).then(
      () => true,
      () => false,
    );
  for (const until = Date.now() + keepMs; Date.now() < until; await delay(50))
    if (await isThere(runFiles.exit)) return isThere(runFiles.profile);
  return false;
}
