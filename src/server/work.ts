import { loadFiles, type LoadOptions, type LoadRequest } from "./loadFiles";
import { loadMetrics, type MetricsRequest } from "./openvm/loadMetrics";

/** What a worker does: a profile from files, or a view of OpenVM metrics. */
export type Work =
  | { readonly kind: "profile"; readonly request: LoadRequest }
  | { readonly kind: "metrics"; readonly request: MetricsRequest };

/** Does it in this thread. @throws CycleLensError of every kind that reading files has. */
export function doWork(work: Work, options: LoadOptions): Promise<unknown> {
  return work.kind === "profile" ? loadFiles(work.request, options) : loadMetrics(work.request, options);
}

/** The files it reads, for messages. */
export function filesOf(work: Work): readonly string[] {
  if (work.kind === "profile") return work.request.files;
  const { file, previous } = work.request;
  return previous === null ? [file] : [file, previous];
}
