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
import { looksLikeMetrics } from "./loadMetrics";
import { MetricsViews } from "./metricsViews";

type On = <P, R>(
  what: Request<P, R>,
  answer: (params: P, token: CancellationToken) => R | Promise<R>,
) => void;

/** Requests of the metrics view: files are read in a worker, tables stay here and leave in pages. */
export function registerMetrics(on: On, loading: (token: CancellationToken) => LoadOptions): void {
  const views = new MetricsViews();
  on(isMetricsFile, ({ file }) => (typeof file === "string" ? looksLikeMetrics(file) : false));
  on(openMetrics, async ({ file, previous, version, replaces }, token) => {
    if (typeof file !== "string" || !(previous === null || typeof previous === "string"))
      throw new CycleLensError("usage", "no file was given", "name a metrics file");
    const { signal, progress } = loading(token);
    const view = await loadMetricsInWorker(
      { file, previous, version: typeof version === "string" ? version : null },
      {
        signal,
        progress: ({ file: what, readBytes, sizeBytes }) =>
          progress({ what, done: readBytes, of: sizeBytes }),
      },
    );
    // Only now: what is on screen stays until there is something newer.
    if (typeof replaces === "number") views.close(replaces);
    return views.add(view);
  });
  on(metricsPage, ({ view, ...query }) => views.page(view, query));
  on(metricsProjection, ({ view, provers }) => views.projection(view, provers));
  on(closeMetrics, ({ view }) => {
    views.close(view);
    return null;
  });
}
