import type { EngineProgress, EngineRun } from "./types";

/** A run in slices: whoever holds it decides between two slices whether it goes on. */
export interface EngineMachine {
  readonly done: boolean;
  readonly progress: EngineProgress;
  /**
   * Runs this many more steps, or a few less. Then `more`, where given, says how many shall follow; 0 ends. A run
   * that goes on so is faster than one that is begun anew.
   */
  run(steps: number, more?: () => number): void;
  /** What was counted so far; `cancelled` where the run was stopped from outside. To be asked once. */
  result(cancelled: boolean): EngineRun;
}
