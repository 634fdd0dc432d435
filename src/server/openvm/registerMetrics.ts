import { existsSync } from "node:fs";
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { CycleLensError } from "../../core/errors";
import type { Request } from "../../protocol/requests";
import {
  closeMetrics,
  isMetricsFile,
  metricsPage,
  metricsProjection,
  openMetrics,
} from "../../protocol/openvm";
import type { LoadOptions } from "../loader";
import { loadMetricsInWorker } from "../workerClient";
import { looksLikeMetrics, symbolsFile } from "./loadMetrics";
import { MetricsViews } from "./metricsViews";

type On = <P, R>(
  what: Request<P, R>,
  answer: (params: P, token: CancellationToken) => R | Promise<R>,
) => void;

/** Requests of the metrics view: files are read in a worker, tables stay here and leave in pages. */
export function registerMetrics(
  on: On,
  loading: (token: CancellationToken) => LoadOptions,
  folders: () => readonly string[],
): void {
  const views = new MetricsViews();
  on(isMetricsFile, ({ file }) => (typeof file === "string" ? looksLikeMetrics(file) : false));
  on(openMetrics, async ({ file, previous, version, replaces }, token) => {
    if (typeof file !== "string" || !(previous === null || typeof previous === "string"))
      throw new CycleLensError("usage", "no file was given", "name a metrics file");
    const { signal, progress } = loading(token);
    const view = await loadMetricsInWorker(
      {
        file,
        previous,
        version: typeof version === "string" ? version : null,
        settings: settingsFile(file, folders()),
      },
      {
        signal,
        progress: ({ file: what, readBytes, sizeBytes }) =>
          progress({ what, done: readBytes, of: sizeBytes }),
      },
    );
    // Only now: what is on screen stays until there is something newer.
    if (typeof replaces === "number") views.close(replaces);
    return views.add(view, existsSync(symbolsFile(file)));
  });
  on(metricsPage, ({ view, ...query }) => views.page(view, query));
  on(metricsProjection, ({ view, provers }) => views.projection(view, provers));
  on(closeMetrics, ({ view }) => {
    views.close(view);
    return null;
  });
}

const settingsName = "cyclelens.openvm.json";

/** The settings that lie beside the file, else in the workspace folder that it lies in. */
function settingsFile(file: string, folders: readonly string[]): string | null {
  const inside = folders.filter((folder) => !path.relative(folder, file).startsWith(".."));
  const candidates = [path.dirname(file), ...inside].map((folder) => path.join(folder, settingsName));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}
