import { parentPort, workerData } from "node:worker_threads";
import { CycleLensError } from "../core/errors";
import type { EngineJob } from "./engineJob";
import { runEngineJob } from "./engineJob";
import { buffersOf } from "./transfer";

/** What the client starts a worker with: one run, one worker. */
export interface EngineWorkerData {
  readonly job: EngineJob;
  /** One int32: not zero once the run should end. */
  readonly stopped: SharedArrayBuffer;
}

const progressIntervalMs = 200;

// Guests run here, off the main thread: dist/engine.js beside the bundle that starts it.
function main(): void {
  const { job, stopped } = workerData as EngineWorkerData;
  const flag = new Int32Array(stopped);
  let reportedAt = 0;
  try {
    const profile = runEngineJob(job, {
      stop: () => Atomics.load(flag, 0) !== 0,
      progress: (progress) => {
        const now = Date.now();
        if (now - reportedAt < progressIntervalMs) return;
        reportedAt = now;
        parentPort?.postMessage({ kind: "progress", progress });
      },
    });
    parentPort?.postMessage({ kind: "profile", profile }, buffersOf(profile));
  } catch (error) {
    parentPort?.postMessage(
      CycleLensError.is(error)
        ? { kind: "error", error: { kind: error.kind, message: error.message, hint: error.hint } }
        : { kind: "crash", message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    );
  }
}

main();
