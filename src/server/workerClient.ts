import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { CycleLensError, throwIfCancelled } from "../core/errors";
import type { ErrorKind } from "../core/errors";
import type { Profile } from "../core/profile/model";
import type { MetricsView } from "../core/openvm/view/types";
import type { LoadProgress, LoadRequest } from "./loadFiles";
import type { MetricsRequest } from "./openvm/loadMetrics";
import { doWork, filesOf, type Work } from "./work";
import type { WorkerJob } from "./worker";

export type { LoadProgress, LoadRequest } from "./loadFiles";

export interface LoadProfileOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: LoadProgress) => void;
  /** The bundled worker; by default `worker.js` beside the running bundle. */
  readonly workerFile?: string;
  /** The worker's heap in MB; typed arrays stand outside of it and are bounded by the importers. */
  readonly maxHeapMb?: number;
}

/** Heap of a worker unless asked otherwise. */
const defaultHeapMb = 4096;
/** How long a cancelled worker may take to close its files before it is ended. */
const graceMs = 500;

type FromWorker =
  | { readonly kind: "progress"; readonly progress: LoadProgress }
  | { readonly kind: "result"; readonly result: unknown }
  | {
      readonly kind: "error";
      readonly error: { readonly kind: ErrorKind; readonly message: string; readonly hint: string };
    }
  | { readonly kind: "crash"; readonly message: string };

/**
 * Imports the artefacts of one run in a worker thread of its own and hands the profile over without
 * copying its columns. Where no bundled worker is (tests, scripts), the work is done in this thread.
 * @throws CycleLensError whatever happens to the worker: `cancelled`, `too-large` (out of memory), …
 */
export async function loadProfile(request: LoadRequest, options: LoadProfileOptions = {}): Promise<Profile> {
  return (await inWorker({ kind: "profile", request }, options)) as Profile;
}

/** A view of OpenVM metrics in the same way. @throws CycleLensError. */
export async function loadMetricsInWorker(
  request: MetricsRequest,
  options: LoadProfileOptions = {},
): Promise<MetricsView> {
  return (await inWorker({ kind: "metrics", request }, options)) as MetricsView;
}

async function inWorker(work: Work, options: LoadProfileOptions): Promise<unknown> {
  throwIfCancelled(options.signal);
  const file = options.workerFile ?? bundledWorker();
  if (file === null) return await doWork(work, options);
  const cancelled = new SharedArrayBuffer(4);
  const workerData: WorkerJob = { work, cancelled };
  const maxHeapMb = options.maxHeapMb ?? defaultHeapMb;
  const worker = new Worker(file, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    name: "cyclelens-import",
  });
  const { signal } = options;
  let grace: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    Atomics.store(new Int32Array(cancelled), 0, 1);
    grace = setTimeout(() => void worker.terminate(), graceMs);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "progress") options.progress?.(message.progress);
        else if (message.kind === "result") resolve(message.result);
        else if (message.kind === "error")
          reject(new CycleLensError(message.error.kind, message.error.message, message.error.hint));
        else reject(crashed(work, message.message));
      });
      worker.on("error", (error: Error & { code?: string }) =>
        reject(
          error.code === "ERR_WORKER_OUT_OF_MEMORY" ? outOfMemory(work, maxHeapMb) : crashed(work, error),
        ),
      );
      worker.on("exit", (code) =>
        reject(
          signal?.aborted
            ? new CycleLensError("cancelled", "cancelled", "start it again when you need it")
            : crashed(work, `the worker ended with code ${code}`),
        ),
      );
    });
  } finally {
    signal?.removeEventListener("abort", cancel);
    clearTimeout(grace);
    void worker.terminate();
  }
}

function bundledWorker(): string | null {
  if (typeof __dirname === "undefined") return null;
  const file = path.join(__dirname, "worker.js");
  return existsSync(file) ? file : null;
}

function names(work: Work): string {
  return (
    filesOf(work)
      .map((file) => path.basename(file))
      .join(", ") || "the files"
  );
}

function outOfMemory(work: Work, maxHeapMb: number): CycleLensError {
  return new CycleLensError(
    "too-large",
    `${names(work)} needed more than ${maxHeapMb} MB of memory`,
    "profile a smaller input, or leave files out",
  );
}

function crashed(work: Work, cause: unknown): CycleLensError {
  const text = cause instanceof Error ? cause.message : String(cause).split("\n", 1)[0];
  return new CycleLensError(
    "bad-input",
    `reading ${names(work)} failed: ${text}`,
    "report this with the files",
    {
      cause,
    },
  );
}
