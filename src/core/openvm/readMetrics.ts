import { CycleLensError } from "../errors";
import type { ByteSource, ImportContext } from "../importers/artefact";
import { scanJson } from "../importers/scan/scanJson";
import { inBytes, object } from "../importers/scan/shape";
import { EntryReader, type EntrySink } from "./entries";
import { MetricsDb } from "./metricsDb";
import type { OpenvmSettings } from "./settings";

/**
 * Reads a metrics JSON (what OUTPUT_PATH names) in one pass. Memory: distinct names, rows and groups.
 * `settings` gives aliases and sums of the user's own.
 * @throws CycleLensError `bad-input` for what openvm-prof would not read either (half a file, a value that is no
 * string), `cancelled`.
 */
export async function readMetrics(
  source: ByteSource,
  context: ImportContext,
  settings: OpenvmSettings | null = null,
): Promise<MetricsDb> {
  const { db, complete } = await scanMetrics(source, context, undefined, settings);
  if (!complete)
    throw new CycleLensError(
      "bad-input",
      // OpenVM makes the file when a run begins, and writes it when that ends.
      `${source.name} ${source.sizeBytes === 0 ? "is empty" : "ends in the middle"}`,
      "let the run end that writes it, or make it again where that broke down",
    );
  return db;
}

/** As `readMetrics`, but of half a file too what stands in it; `beside` is given every figure as the file names it. */
export async function scanMetrics(
  source: ByteSource,
  context: ImportContext,
  beside?: EntrySink,
  settings: OpenvmSettings | null = null,
): Promise<{ readonly db: MetricsDb; readonly complete: boolean }> {
  const db = new MetricsDb(settings);
  const take: EntrySink =
    beside === undefined
      ? (bytes, entry) => db.add(bytes, entry)
      : (bytes, entry) => {
          db.add(bytes, entry);
          beside(bytes, entry);
        };
  const counters = new EntryReader("counter", (bytes, entry) => {
    // A counter that never counted is noise; a gauge of 0 is a measurement.
    if (entry.value !== 0) take(bytes, entry);
  });
  const gauges = new EntryReader("gauge", take);
  try {
    const complete = await scanJson(
      source,
      object({ counter: inBytes(counters), gauge: inBytes(gauges) }),
      context,
      { strict: true },
    );
    return { db, complete };
  } catch (error) {
    throw named(error, source.name);
  }
}

const asWritten =
  "give the file that OUTPUT_PATH named, as OpenVM wrote it: UTF-8 without a byte order mark, one object";

/** What the entries' reader says has a way out of its own. */
function isOwn({ message }: CycleLensError): boolean {
  return message.startsWith("no OpenVM metrics");
}

/** Several files are read for one report: an error says which one it is about. */
function named(error: unknown, file: string): unknown {
  if (!CycleLensError.is(error, "bad-input") || error.message.includes(file)) return error;
  const hint = isOwn(error) ? error.hint : asWritten;
  return new CycleLensError("bad-input", `${file}: ${error.message}`, hint, { cause: error });
}
