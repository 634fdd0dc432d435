import type { TaskExecution } from "vscode";
import type { RunDraft } from "../../runs/runJson";
import type { Action } from "../failure";
import type { RunRequest } from "./memory";
import type { ProcessStep } from "./processStep";
import type { Subject } from "./subject";

/** How a machine's run is made ready; `RunSession` does the rest, the same for each. */
export interface MachineRun {
  readonly subject: Subject;
  /** What *Re-run Last Profile* does again; null for a run that is not the user's own to repeat. */
  readonly request: RunRequest | null;
  /** What is under way before the first task, for the status bar. */
  readonly firstStep: string;
  /** Checks what is installed. Throws an error fit for the user; nothing is built or started. */
  check(): Promise<void>;
  /** Builds. Throws an error fit for the user, `cancelled` after a stop. */
  prepare(watch: BuildWatch): Promise<ReadyRun>;
}

export interface BuildWatch {
  /** A task has begun; it can be terminated. */
  readonly started: (task: TaskExecution) => void;
  /** What is under way, for the status bar. */
  readonly says: (text: string) => void;
}

/** A run that only has to be started. */
export interface ReadyRun {
  readonly draft: RunDraft;
  /** The process whose files go into `folder`. */
  step(folder: string): Promise<ProcessStep>;
  /** The tool's name in messages. */
  readonly tool: string;
  /** What is under way while it runs, for the status bar; `profiling NAME` where it is left out. */
  readonly doing?: string;
  /** A run that is stopped leaves a profile of what it did until then. */
  readonly keepsStopped?: boolean;
  /**
   * Looks at what the tool left, before it is imported: an error to show instead of a profile, or null.
   * Throws nothing of its own.
   */
  explain?(end: RunEnd): Promise<Error | null>;
  /** What is worth saying beside a profile, with what can be done about it; null for nothing. */
  note?(end: RunEnd): Promise<RunNote | null>;
}

export interface RunNote {
  readonly text: string;
  readonly actions: readonly Action[];
}

export interface RunEnd {
  readonly folder: string;
  readonly exitCode: number;
  /** Of the task's terminal. */
  readonly terminal: string;
}
