import { l10n, type Disposable, type TaskExecution } from "vscode";
import { CycleLensError } from "../../core/errors";
import { listRuns, type FinishRunResult } from "../../protocol/requests";
import { setContext } from "../contextKeys";
import type { Services } from "../services";
import type { StatusBar } from "../statusBar";
import type { MachineRun } from "./machineRun";
import type { RunMemory } from "./memory";
import { reportOutcome } from "./reportOutcome";
import { progressText, type LastTime } from "./progressText";
import { startRun } from "./startRun";
import type { Subject } from "./subject";
import { requireTrust } from "./trust";

/** One run at a time in a window; another window has its own. */
export class RunSession implements Disposable {
  #running = false;
  #stopped = false;
  #execution: TaskExecution | null = null;

  constructor(
    private readonly services: Services,
    private readonly status: StatusBar,
    private readonly memory: RunMemory,
  ) {}

  get running(): boolean {
    return this.#running;
  }

  /** Checks, builds, runs, imports and shows. Rejects with an error fit for the user; `cancelled` after a stop. */
  async run(what: MachineRun): Promise<FinishRunResult> {
    requireTrust();
    if (this.#running)
      throw new CycleLensError(
        "usage",
        l10n.t("a profile is being taken in this window"),
        l10n.t("stop it first, or wait"),
      );
    const { subject } = what;
    const started = (task: TaskExecution) => this.#started(task);
    const says = (text: string) => this.status.running(text);
    this.#begin();
    try {
      says(what.firstStep);
      await what.check();
      if (what.request !== null) {
        await this.memory.rememberRun(what.request);
        setContext("cyclelens.canRerun", true);
      }
      const ready = await what.prepare({ started, says });
      this.#throwIfStopped();
      const last = await this.#lastTime(subject, ready.draft.machine);
      const doing = ready.doing ?? l10n.t("profiling {0}", subject.name);
      says(doing);
      const result = await startRun(this.services, subject, ready, {
        started,
        importing: () => says(l10n.t("reading the profile of {0}", subject.name)),
        progress: (seen) => says(progressText(doing, seen, last)),
      });
      reportOutcome(result, what.request, this.services);
      return result;
    } finally {
      this.#end();
    }
  }

  /** Ends the task under way, and what would follow it. */
  stop(): void {
    if (!this.#running) return;
    this.#stopped = true;
    this.#execution?.terminate();
  }

  dispose(): void {
    this.stop();
  }

  #begin(): void {
    this.#running = true;
    this.#stopped = false;
    setContext("cyclelens.running", true);
  }

  #end(): void {
    this.#running = false;
    this.#execution = null;
    setContext("cyclelens.running", false);
    this.status.running(null);
  }

  #started(execution: TaskExecution): void {
    this.#execution = execution;
    if (this.#stopped) execution.terminate();
  }

  #throwIfStopped(): void {
    if (this.#stopped) throw new CycleLensError("cancelled", l10n.t("the run was stopped"), "");
  }

  /** For the percentage only; a failure to list is none of the run. */
  async #lastTime(subject: Subject, machine: string): Promise<LastTime | null> {
    try {
      const runs = await this.services.profiles.request(listRuns, { folders: [subject.root] });
      const name = subject.guest?.name ?? subject.name;
      const last = runs
        .filter((run) => run.guest === name && run.machine === machine)
        .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
      return last
        ? { durationMs: last.durationMs, steps: last.totals["steps"] ?? last.totals["cycles"] ?? null }
        : null;
    } catch {
      return null;
    }
  }
}
