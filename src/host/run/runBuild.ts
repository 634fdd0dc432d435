import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri, workspace, type TaskExecution } from "vscode";
import { CycleLensError } from "../../core/errors";
import { ActionableError } from "../failure";
import { withoutIcons } from "../plainText";
import type { Services } from "../services";
import type { BuildProblems } from "./buildProblems";
import { throughRunner, type ProcessStep } from "./processStep";
import { runTask, showTerminal, stepTask } from "./runTask";
import { runnerProgram } from "./runnerProgram";

export interface Build {
  /** What is built, for people. */
  readonly label: string;
  readonly step: ProcessStep;
  /** The cargo workspace: rustc's paths are relative to it. */
  readonly root: string;
}

export interface BuildEnd {
  readonly exitCode: number;
  /** Name of the task's terminal. */
  readonly terminal: string;
  /** What it printed, at most the last megabyte. */
  readonly printed: string;
  /** How many of rustc's problems were placed. */
  readonly problems: number;
}

const maxPrinted = 2 ** 20;

/** Builds in the terminal; rustc's errors land in Problems. Throws `cancelled` where it was stopped. */
export async function runBuild(
  services: Services,
  problems: BuildProblems,
  { label, step, root }: Build,
  started: (task: TaskExecution) => void,
): Promise<BuildEnd> {
  const terminal = withoutIcons(l10n.t("build {0}", label));
  const storage = services.context.storageUri ?? services.context.globalStorageUri;
  const folder = path.join(storage.fsPath, `build-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true });
    problems.clear();
    const matched = workspace.getWorkspaceFolder(Uri.file(step.cwd))?.uri.fsPath === root;
    const process = throughRunner(step, runnerProgram(services), folder);
    services.log.info(`build: ${JSON.stringify(step.argv)} in ${step.cwd}`);
    const end = await runTask(
      stepTask({ step: "build", name: terminal, process, problems: matched }),
      started,
    );
    if (end === "stopped") throw new CycleLensError("cancelled", l10n.t("the build was stopped"), "");
    const log = await readFile(path.join(folder, "log.txt"), "utf8").catch(() => "");
    // rustc's paths are relative to the cargo workspace, which the problem matcher cannot know.
    const count = matched ? 0 : problems.report(root, log);
    return { exitCode: end, terminal, printed: log.slice(-maxPrinted), problems: count };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The error of a build that failed, with the places where its own errors are. */
export function buildFailure(
  services: Services,
  problems: BuildProblems,
  label: string,
  end: BuildEnd,
): ActionableError {
  services.log.warn(`build of ${label} ended with ${end.exitCode}, ${end.problems} problems read`);
  return new ActionableError(
    "tool-failed",
    l10n.t("the build of {0} failed (exit code {1})", label, end.exitCode),
    l10n.t("its errors are in Problems and in the terminal"),
    [
      // The terminal is in sight already.
      { title: l10n.t("Show Problems"), run: () => problems.show() },
      { title: l10n.t("Show Terminal"), run: () => showTerminal(end.terminal) },
    ],
  );
}
