import { l10n, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import { CycleLensError } from "../../core/errors";
import { listRuns, type RunItem } from "../../protocol/requests";
import { outcomeText } from "../outcomeText";
import type { Services } from "../services";
import { commitText } from "../trees/runText";
import { timeLabel } from "../trees/runTime";
import { totalsText } from "../trees/treeText";
import { localFolders } from "../workspaceFolders";

interface Choice extends QuickPickItem {
  readonly files: readonly string[];
}

/** The finished runs of the workspace, newest first. */
export async function allRuns({ profiles }: Services): Promise<readonly RunItem[]> {
  const runs = await profiles.request(listRuns, { folders: localFolders() });
  return runs.filter(({ problem }) => problem === undefined);
}

/** Asks for a run; undefined where the user leaves. Throws `not-found` where there is none. */
export async function pickRun(services: Services, title: string): Promise<RunItem | undefined> {
  const runs = await allRuns(services);
  if (runs.length === 0) throw noRuns();
  const items = runs.map((run) => ({ ...runChoice(run), run }));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.run;
}

/**
 * Asks what to compare a run with: runs of the same guest and machine first, then all others, then files. Undefined
 * where the user leaves.
 */
export async function pickBase(
  services: Services,
  next: { readonly folder: string | null; readonly guest: string; readonly machine: string | null },
): Promise<readonly string[] | undefined> {
  const runs = (await allRuns(services)).filter(({ folder }) => folder !== next.folder);
  const isOwn = (run: RunItem): boolean =>
    run.guest === next.guest && (next.machine === null || run.machine === next.machine);
  const section = (label: string, rows: readonly RunItem[]): Choice[] =>
    rows.length === 0
      ? []
      : [{ label, kind: QuickPickItemKind.Separator, files: [] }, ...rows.map((run) => runChoice(run))];
  const browse: Choice = {
    label: `$(folder-opened) ${l10n.t("Choose a profile or a baseline file…")}`,
    files: [],
  };
  const items = [
    ...section(l10n.t("Runs of {0}", next.guest), runs.filter(isOwn)),
    ...section(
      l10n.t("Other runs"),
      runs.filter((run) => !isOwn(run)),
    ),
    { label: "", kind: QuickPickItemKind.Separator, files: [] },
    browse,
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t("Compare {0} with", next.guest),
    placeHolder: l10n.t("The run to start from: its figures are the base"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== browse) return picked?.files;
  const files = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: l10n.t("Compare"),
    title: l10n.t("Files of one run, or a cyclelens.baseline.json"),
  });
  return files?.map((uri) => uri.fsPath);
}

function runChoice(run: RunItem): Choice {
  const commit = commitText(run.commit, run.dirty);
  const star = run.baseline === null ? "" : "$(star-full) ";
  return {
    label: `${star}${timeLabel(new Date(run.startedAt), new Date()) ?? run.id}`,
    description: [totalsText(run.totals), ...(commit === null ? [] : [commit])].join("  "),
    detail: [run.guest, run.engine, ...(run.outcome === "ok" ? [] : [outcomeText(run.outcome)])].join(" · "),
    files: [run.folder],
  };
}

export function noRuns(): CycleLensError {
  return new CycleLensError("not-found", l10n.t("there are no runs yet"), l10n.t("profile a guest"));
}
