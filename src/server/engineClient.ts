import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { CycleLensError, throwIfCancelled, type ErrorKind } from "../core/errors";
import type { EngineProgress } from "../core/engine/types";
import type { Profile } from "../core/profile/model";
import { runEngineJob, type EngineJob } from "./engineJob";
import type { EngineWorkerData } from "./engineWorker";

export interface RunEngineOptions {
  /** Ends the run; what it has counted so far is its profile, with the outcome `cancelled`. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: EngineProgress) => void;
  /** The bundled worker; by default `engine.js` beside the running bundle. */
  readonly workerFile?: string;
}

type FromWorker =
  | { readonly kind: "progress"; readonly progress: EngineProgress }
  | { readonly kind: "profile"; readonly profile: Profile }
  | {
      readonly kind: "error";
      readonly error: { readonly kind: ErrorKind; readonly message: string; readonly hint: string };
    }
  | { readonly kind: "crash"; readonly message: string };

/** The worker's heap; the guest's memory stands outside of it. */
const resourceLimits = { maxOldGenerationSizeMb: 4096, maxYoungGenerationSizeMb: 96 };
/** How long a stopped run may take to join its figures with the symbols. */
const graceMs = 30_000;

/**
 * Runs a guest in a worker thread of its own. Where no bundled worker is (tests, scripts), in this thread.
 * @throws CycleLensError `bad-input`, `unsupported` for what the machine does not load, `too-large` out of memory.
 */
export async function runEngine(job: EngineJob, options: RunEngineOptions = {}): Promise<Profile> {
  const { signal, progress } = options;
  throwIfCancelled(signal);
  const file = options.workerFile ?? bundledWorker();
  if (file === null)
    return runEngineJob(job, {
      stop: () => signal?.aborted === true,
      ...(progress === undefined ? {} : { progress }),
    });
  const stopped = new SharedArrayBuffer(4);
  const workerData: EngineWorkerData = { job, stopped };
  const worker = new Worker(file, { workerData, resourceLimits, name: "cyclelens-engine" });
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    Atomics.store(new Int32Array(stopped), 0, 1);
    grace = setTimeout(() => void worker.terminate(), graceMs);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<Profile>((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "progress") progress?.(message.progress);
        else if (message.kind === "profile") resolve(message.profile);
        else if (message.kind === "error")
          reject(new CycleLensError(message.error.kind, message.error.message, message.error.hint));
        else reject(crashed(message.message));
      });
      worker.on("error", (error: Error & { code?: string }) =>
        reject(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory() : crashed(error.message)),
      );
      worker.on("exit", (code) =>
        reject(
          signal?.aborted === true
            ? new CycleLensError("cancelled", "cancelled", "start it again when you need it")
            : crashed(`the worker ended with code ${String(code)}`),
        ),
      );
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    clearTimeout(grace);
    void worker.terminate();
  }
}

function bundledWorker(): string | null {
  if (typeof __dirname === "undefined") return null;
  const file = path.join(__dirname, "engine.js");
  return existsSync(file) ? file : null;
}

function outOfMemory(): CycleLensError {
  return new CycleLensError(
    "too-large",
    "the run needed more memory than the engine may take",
    "profile a smaller input",
  );
}

function crashed(message: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    `the embedded engine failed: ${message.split("\n", 1)[0]!}`,
    "report this with the ELF and the input",
  );
}
