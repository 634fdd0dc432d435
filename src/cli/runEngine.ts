import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../core/errors";
import { engineMachine, type EngineMachineName } from "../core/engine/engineMachine";
import type { EngineMachine } from "../core/engine/machine";
import { profileOfRun } from "../core/engine/report";
import type { EngineProgress, EngineRequest } from "../core/engine/types";
import type { Profile } from "../core/profile/model";
import type { ElfImage } from "../core/symbols/types";
import { monotonicMs } from "./clock";

/** A run of the embedded engine. */
export interface EngineJob {
  readonly request: EngineRequest;
  /** `request.elf`, read. */
  readonly elf: ElfImage;
  readonly machine: EngineMachineName;
  /** For example `zisk-1.4`, `sp1-6`; null: the newest. */
  readonly model: string | null;
  /** Name of the ELF's file, for the profile. */
  readonly elfFile: string;
  /** The product's version. */
  readonly version: string;
}

export interface RunEngineOptions {
  /** Ends the run; what it has counted so far is its profile, with the outcome `cancelled`. */
  readonly signal?: AbortSignal;
  /** Told between slices, about five times a second. */
  readonly progress?: (progress: EngineProgress) => void;
}

/** How long a slice should take. */
const sliceMs = 60;
const firstSlice = 100_000;
/** How long the guest may run before signals are looked at, and about how often progress is told. */
const breathMs = 120;
const progressMs = 200;

/**
 * Runs a guest in this thread, slice by slice: a worker of its own takes longer to start than many guests run. Between
 * slices the event loop gets its turn, so that a signal ends the run.
 * @throws CycleLensError `bad-input` or `unsupported` for what the machine does not load, `cancelled` before it runs.
 */
export async function runEngine(job: EngineJob, options: RunEngineOptions = {}): Promise<Profile> {
  const { signal } = options;
  throwIfCancelled(signal);
  const machine = engineMachine(job.machine, job.model, job.request, job.elf);
  const pace = new Pace(machine, options.progress);
  for (;;) {
    pace.run();
    if (machine.done) break;
    await setImmediate();
    if (signal?.aborted === true) break;
  }
  const run = machine.result(!machine.done);
  return profileOfRun(run, job.elf, { version: job.version, elfFile: job.elfFile });
}

/** Finds slices of a machine that take as long as they should. */
class Pace {
  private steps = firstSlice;
  private toldAt = 0;

  constructor(
    private readonly machine: EngineMachine,
    private readonly progress: RunEngineOptions["progress"],
  ) {}

  /** Runs until it is time for a breath, or the guest has ended. */
  run(): void {
    const begun = monotonicMs();
    let started = begun;
    this.machine.run(this.steps, () => {
      const now = monotonicMs();
      const factor = Math.min(4, sliceMs / Math.max(1, now - started));
      this.steps = Math.max(1000, Math.round(this.steps * factor));
      started = now;
      this.tell(now);
      return this.machine.done || now - begun >= breathMs - sliceMs ? 0 : this.steps;
    });
  }

  private tell(now: number): void {
    if (now - this.toldAt < progressMs) return;
    this.toldAt = now;
    this.progress?.(this.machine.progress);
  }
}
