import * as vscode from "vscode";

export interface EndedTask {
  readonly name: string;
  readonly step: string;
  readonly exitCode: number | undefined;
}

/** Notes how every cyclelens task ends, from its construction on. */
export class TaskLog implements vscode.Disposable {
  readonly ended: EndedTask[] = [];
  readonly started: vscode.TaskExecution[] = [];
  readonly #subscriptions = [
    vscode.tasks.onDidStartTask(({ execution }) => {
      if (execution.task.definition.type === "cyclelens") this.started.push(execution);
    }),
    vscode.tasks.onDidEndTaskProcess(({ execution: { task }, exitCode }) => {
      if (task.definition.type === "cyclelens")
        this.ended.push({ name: task.name, step: String(task.definition.step), exitCode });
    }),
  ];

  exitCodes(): [step: string, exitCode: number | undefined][] {
    return this.ended.map(({ step, exitCode }) => [step, exitCode]);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
