import {
  ProcessExecution,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  window,
  workspace,
  Uri,
  type Disposable,
  type TaskExecution,
} from "vscode";
import { problemMatcher, taskType } from "../contributions";
import type { ProcessStep } from "./processStep";

export interface StepTask {
  readonly step: string;
  /** Shown in the terminal's tab. */
  readonly name: string;
  readonly process: ProcessStep;
  /** Errors of rustc go to Problems; only where paths are relative to the workspace folder. */
  readonly problems: boolean;
}

/** A task in the integrated terminal, started by argv. */
export function stepTask({ step, name, process, problems }: StepTask): Task {
  const [program, ...args] = process.argv;
  const execution = new ProcessExecution(program ?? "", args, { cwd: process.cwd, env: { ...process.env } });
  const scope = workspace.getWorkspaceFolder(Uri.file(process.cwd)) ?? TaskScope.Workspace;
  const task = new Task(
    { type: taskType, step },
    scope,
    name,
    "CycleLens",
    execution,
    problems ? [`$${problemMatcher}`] : [],
  );
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    showReuseMessage: false,
    focus: false,
    clear: false,
  };
  return task;
}

/** How a task's process ended: its exit code, or `stopped` where it was terminated or never started. */
export type TaskEnd = number | "stopped";

/** Starts a task and waits for its end. `started` gets the execution, to stop it with. */
export async function runTask(task: Task, started: (execution: TaskExecution) => void): Promise<TaskEnd> {
  const subscriptions: Disposable[] = [];
  try {
    return await new Promise<TaskEnd>((resolve, reject) => {
      let own: TaskExecution | null = null;
      // A short process may end before `executeTask` resolves.
      const early: { readonly execution: TaskExecution; readonly end: TaskEnd }[] = [];
      const ended = (execution: TaskExecution, end: TaskEnd) => {
        if (own === null) early.push({ execution, end });
        else if (execution === own) resolve(end);
      };
      subscriptions.push(
        tasks.onDidEndTaskProcess(({ execution, exitCode }) => ended(execution, exitCode ?? "stopped")),
        // A process that could not be started has no end of its own; give the other event its turn first.
        tasks.onDidEndTask(({ execution }) => setTimeout(() => ended(execution, "stopped"), 500)),
      );
      tasks.executeTask(task).then((execution) => {
        own = execution;
        started(execution);
        const end = early.find((item) => item.execution === execution);
        if (end) resolve(end.end);
      }, reject);
    });
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}

/** Brings the terminal of a step forward, where it still is. */
export function showTerminal(name: string): void {
  const terminal = window.terminals.find((one) => one.name.includes(name)) ?? window.activeTerminal;
  terminal?.show(true);
}
