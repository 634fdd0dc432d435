import path from "node:path";
import { CycleLensError, throwIfCancelled } from "../../core/errors";
import { headBytes } from "../../core/importers/detect";
import { isOpenvmMetrics } from "../../core/importers/openvmMetrics";
import { CellStacks } from "../../core/openvm/cellStacks";
import { scanMetrics } from "../../core/openvm/readMetrics";
import type { MetricsView } from "../../core/openvm/view/types";
import { viewOf, type ReadFile } from "../../core/openvm/view/viewOf";
import { fileSource } from "../../runs/fileSource";
import type { LoadOptions } from "../loadFiles";

/** A metrics file to look at, and one to compare it with. */
export interface MetricsRequest {
  readonly file: string;
  readonly previous: string | null;
  readonly version: string | null;
}

/** openvm-prof's own defaults: 16 devices with 2 proofs each. */
export const usualProvers = 32;

/**
 * Reads the files and adds them up, in this thread: the worker calls it.
 * @throws CycleLensError of every kind that reading, adding up and eras have.
 */
export async function loadMetrics(request: MetricsRequest, options: LoadOptions = {}): Promise<MetricsView> {
  const now = await readFile(request.file, options);
  const before = request.previous === null ? null : await readFile(request.previous, options);
  throwIfCancelled(options.signal);
  return viewOf(now, before, { version: request.version, provers: usualProvers });
}

/** Half a file is refused: what OpenVM has not written yet would look like a gain. */
async function readFile(file: string, { signal, progress }: LoadOptions): Promise<ReadFile> {
  const source = await fileSource(file);
  const stacks = new CellStacks();
  const { db, complete } = await scanMetrics(
    source,
    {
      ...(signal ? { signal: signal as AbortSignal } : {}),
      progress: (readBytes, sizeBytes) => progress?.({ file: source.name, readBytes, sizeBytes }),
    },
    (bytes, entry) => stacks.add(bytes, entry),
  );
  if (!complete)
    throw new CycleLensError(
      "bad-input",
      `${source.name} ends in the middle`,
      "let the run end that writes it, then refresh",
    );
  return { name: source.name, db, stacks };
}

/** Whether the first bytes of a file are those of metrics; false for what cannot be read. */
export async function looksLikeMetrics(file: string): Promise<boolean> {
  if (!path.isAbsolute(file)) return false;
  try {
    const source = await fileSource(file);
    for await (const chunk of source.chunks()) return isOpenvmMetrics(chunk.subarray(0, headBytes));
    return false;
  } catch {
    return false;
  }
}
