import { CycleLensError } from "../errors";
import type { ByteSource, ImportContext } from "../importers/artefact";
import { scanJson } from "../importers/scan/scanJson";
import { inBytes, object } from "../importers/scan/shape";
import { EntryReader } from "./entries";
import { MetricsDb } from "./metricsDb";

/**
 * Reads a metrics JSON (what OUTPUT_PATH names) in one pass. Memory: distinct names, rows and groups.
 * @throws CycleLensError `bad-input` for what openvm-prof would not read either (half a file, a value that is no
 * string), `cancelled`.
 */
export async function readMetrics(source: ByteSource, context: ImportContext): Promise<MetricsDb> {
  const db = new MetricsDb();
  const counters = new EntryReader((bytes, entry) => {
    // A counter that never counted is noise; a gauge of 0 is a measurement.
    if (entry.value !== 0) db.add(bytes, entry);
  });
  const gauges = new EntryReader((bytes, entry) => db.add(bytes, entry));
  const complete = await scanJson(
    source,
    object({ counter: inBytes(counters), gauge: inBytes(gauges) }),
    context,
  );
  if (!complete)
    throw new CycleLensError(
      "bad-input",
      `${source.name} ends in the middle`,
      "let the run end that writes it, or make it again",
    );
  return db;
}
