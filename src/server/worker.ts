import { parentPort, workerData } from "node:worker_threads";
import { CycleLensError } from "../core/errors";
import { buffersOf } from "./transfer";
import { doWork, type Work } from "./work";

/** What the client starts a worker with: one job, one worker. */
export interface WorkerJob {
  readonly work: Work;
  /** One int32: not zero once the client wants the job to end. Seen at once, even in a tight loop. */
  readonly cancelled: SharedArrayBuffer;
}

const progressIntervalMs = 100;

// Heavy parsing off the main thread: dist/worker.js beside the bundle that starts it.
async function main(): Promise<void> {
  const { work, cancelled } = workerData as WorkerJob;
  const flag = new Int32Array(cancelled);
  const signal = {
    get aborted(): boolean {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  let reportedAt = 0;
  try {
    const result = await doWork(work, {
      signal,
      progress: (progress) => {
        const now = Date.now();
        if (now - reportedAt < progressIntervalMs) return;
        reportedAt = now;
        parentPort?.postMessage({ kind: "progress", progress });
      },
    });
    send(result);
  } catch (error) {
    parentPort?.postMessage(
      CycleLensError.is(error)
        ? { kind: "error", error: { kind: error.kind, message: error.message, hint: error.hint } }
        : { kind: "crash", message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    );
  }
}

/** Moves the columns; one that cannot be moved (a view of a pooled buffer) is copied with the rest. */
function send(result: unknown): void {
  const message = { kind: "result", result };
  try {
    parentPort?.postMessage(message, buffersOf(result));
  } catch {
    parentPort?.postMessage(message);
  }
}

void main();
