import { hottestFiles, lineMetric } from "../core/analysis/lineCosts";
import type { ProfileSummary } from "../protocol/requests";
import type { OpenedProfile } from "./profileStore";
import { engineName } from "./provenance";

const mostFiles = 200;

/** What the editor shows of a profile without asking further. */
export async function summaryOf(opened: OpenedProfile): Promise<ProfileSummary> {
  const { profile, run } = opened;
  return {
    id: opened.id,
    title: opened.title,
    folder: opened.folder,
    engine: engineName(opened),
    outcome: profile.outcome,
    metrics: profile.metrics,
    metric: opened.metric,
    totals: profile.totals,
    hasLines: (profile.lines?.length ?? 0) > 0,
    hasCallTree: (profile.callTree?.length ?? 0) > 0,
    files: await filesOf(opened),
    startedAt: run?.startedAt ?? null,
    commit: run?.git?.commit ?? null,
    warnings: profile.warnings,
    format: profile.source.format,
    elf: opened.elf?.path ?? null,
  };
}

async function filesOf(opened: OpenedProfile): Promise<readonly string[]> {
  const { lines } = opened.profile;
  const metric = lineMetric(opened.profile, opened.metric);
  if (!lines || metric === null) return [];
  const names = hottestFiles(opened.profile, metric)
    .slice(0, 4 * mostFiles)
    .map((file) => lines.files[file]!);
  const paths = await Promise.all(names.map((name) => opened.sources.resolve(name)));
  return [...new Set(paths.filter((file) => file !== null))].slice(0, mostFiles);
}
