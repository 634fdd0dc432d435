import { inflateSync } from "node:zlib";
import { throwIfCancelled } from "../core/errors";
import { profileOfRun } from "../core/engine/report";
import { engineMachine, type EngineMachineName } from "../core/engine/engineMachine";
import type { EngineProgress, EngineRequest } from "../core/engine/types";
import type { Profile } from "../core/profile/model";
import { readElf } from "../core/symbols/elf";

/** A run of the embedded engine, as plain data that a worker can be given. */
export interface EngineJob {
  readonly request: EngineRequest;
  readonly machine: EngineMachineName;
  /** For example `zisk-1.4`, `sp1-6`; null: the newest. */
  readonly model: string | null;
  /** Name of the ELF's file, for the profile. */
  readonly elfFile: string;
  /** The product's version. */
  readonly version: string;
}

export interface EngineHooks {
  /** Asked between two slices: the run ends and keeps what it has. */
  readonly stop?: () => boolean;
  readonly progress?: (progress: EngineProgress) => void;
}

/** Most bytes that one compressed debug section may inflate to. */
const maxSectionBytes = 512 * 1024 ** 2;
/** How long a slice should take: what a cancel waits for at most. */
const sliceMs = 60;
const firstSlice = 100_000;

/** Runs a guest in this thread, slice by slice. Throws `bad-input` or `unsupported` for what the machine does not load. */
export function runEngineJob(job: EngineJob, hooks: EngineHooks = {}): Profile {
  if (hooks.stop?.() === true) throwIfCancelled({ aborted: true });
  const elf = readElf(job.request.elf, {
    inflate: (bytes) => inflateSync(bytes, { maxOutputLength: maxSectionBytes }),
  });
  const machine = engineMachine(job.machine, job.model, job.request, elf);
  let steps = firstSlice;
  let cancelled = false;
  let started = performance.now();
  machine.run(steps, () => {
    const now = performance.now();
    steps = Math.max(1000, Math.round(steps * Math.min(4, sliceMs / Math.max(1, now - started))));
    started = now;
    hooks.progress?.(machine.progress);
    cancelled = hooks.stop?.() === true;
    return machine.done || cancelled ? 0 : steps;
  });
  return profileOfRun(machine.result(cancelled && !machine.done), elf, {
    version: job.version,
    elfFile: job.elfFile,
  });
}
