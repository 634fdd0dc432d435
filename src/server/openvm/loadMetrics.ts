import path from "node:path";
import { CycleLensError, throwIfCancelled } from "../../core/errors";
import { headBytes } from "../../core/importers/detect";
import { isOpenvmMetrics } from "../../core/importers/openvmMetrics";
import { openvmSymbols } from "../../core/importers/openvmSymbols";
import { CellStacks } from "../../core/openvm/cellStacks";
import { scanMetrics } from "../../core/openvm/readMetrics";
import { groupAlias, parseSettings, type OpenvmSettings } from "../../core/openvm/settings";
import { safeName } from "../../core/profile/names";
import { demangle } from "../../core/symbols/demangle";
import type { MetricsView } from "../../core/openvm/view/types";
import { viewOf, type ReadFile } from "../../core/openvm/view/viewOf";
import { fileSource, readAll } from "../../runs/fileSource";
import type { LoadOptions } from "../loadFiles";

/** A metrics file to look at, and one to compare it with. */
export interface MetricsRequest {
  readonly file: string;
  readonly previous: string | null;
  readonly version: string | null;
  /** Metrics and aliases of the user's own (`cyclelens.openvm/1`); null for none. */
  readonly settings?: string | null;
}

const maxSettingsBytes = 1024 * 1024;

/** openvm-prof's own defaults: 16 devices with 2 proofs each. */
const usualProvers = 32;

/**
 * Reads the files and adds them up, in this thread: the worker calls it.
 * @throws CycleLensError of every kind that reading, adding up and eras have; a file to compare with that cannot be read
 * is a warning.
 */
export async function loadMetrics(request: MetricsRequest, options: LoadOptions = {}): Promise<MetricsView> {
  const { file, previous, version } = request;
  const settings = request.settings ? await readSettings(request.settings) : null;
  const own = settings && settings.settings;
  const now = await readFile(file, own, options);
  const before = previous === null ? null : await readPrevious(previous, own, options);
  throwIfCancelled(options.signal);
  const shown = { version, provers: usualProvers, settings };
  if (typeof before !== "string") return viewOf(now, before, shown);
  const view = viewOf(now, null, shown);
  return { ...view, overview: { ...view.overview, warnings: [before, ...view.overview.warnings] } };
}

/** As in the reports, a run before that is missing or broken is none; the text says why there is no comparison. */
async function readPrevious(
  file: string,
  settings: OpenvmSettings | null,
  options: LoadOptions,
): Promise<ReadFile | string> {
  try {
    return await readFile(file, settings, options);
  } catch (error) {
    if (!(error instanceof CycleLensError) || error.kind === "cancelled") throw error;
    return `not compared with ${safeName(path.basename(file))}: ${error.message}; choose another file, or end the comparison`;
  }
}

/** Half a file is refused: what OpenVM has not written yet would look like a gain. */
async function readFile(
  file: string,
  settings: OpenvmSettings | null,
  { signal, progress }: LoadOptions,
): Promise<ReadFile> {
  const source = await fileSource(file);
  const aliases = settings?.groupAliases;
  const stacks = new CellStacks(aliases ? (group) => groupAlias(aliases, group) : null);
  const { db, complete } = await scanMetrics(
    source,
    {
      ...(signal ? { signal: signal as AbortSignal } : {}),
      progress: (readBytes, sizeBytes) => progress?.({ file: source.name, readBytes, sizeBytes }),
    },
    (bytes, entry) => stacks.add(bytes, entry),
    settings,
  );
  if (!complete)
    throw new CycleLensError(
      "bad-input",
      `${source.name} ends in the middle`,
      "let the run end that writes it, then refresh",
    );
  return { name: source.name, db, stacks, spanName: await spanNames(file) };
}

async function readSettings(file: string): Promise<{ file: string; settings: OpenvmSettings }> {
  const name = path.basename(file);
  const bytes = await readAll(file, maxSettingsBytes);
  return { file: name, settings: parseSettings(new TextDecoder().decode(bytes), name) };
}

/** What GUEST_SYMBOLS_PATH names in OpenVM's own scripts: `<stem>.syms` beside the metrics. */
export function symbolsFile(file: string): string {
  return file.replace(/\.json(?:\.gz)?$/i, "") + ".syms";
}

/** Names of spans where symbols lie beside the file; what cannot be read leaves the offsets as they are. */
async function spanNames(file: string): Promise<((frame: string) => string) | undefined> {
  try {
    const { guestSymbols } = await openvmSymbols.import(await fileSource(symbolsFile(file)), {});
    if (guestSymbols === undefined) return undefined;
    return (frame) => {
      const raw = /^\d{1,9}$/.test(frame) ? guestSymbols(Number(frame)) : null;
      return raw === null ? frame : demangle(raw);
    };
  } catch {
    return undefined;
  }
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
