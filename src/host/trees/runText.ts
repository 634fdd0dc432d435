import type { RunItem } from "../../protocol/requests";

/** Runs of one guest, newest first; guests by their newest run. */
export interface GuestRuns {
  readonly guest: string;
  readonly runs: readonly RunItem[];
}

export function groupRuns(runs: readonly RunItem[]): readonly GuestRuns[] {
  const groups = new Map<string, RunItem[]>();
  for (const run of [...runs].sort((a, b) => compare(b.startedAt, a.startedAt) || compare(b.id, a.id))) {
    const group = groups.get(run.guest);
    if (group) group.push(run);
    else groups.set(run.guest, [run]);
  }
  return [...groups].map(([guest, members]) => ({ guest, runs: members }));
}

/** Codicon and theme colour of an outcome; shape and colour both differ. */
export function outcomeIcon(outcome: string): { readonly icon: string; readonly color: string | null } {
  switch (outcome) {
    case "ok":
      return { icon: "pass", color: "testing.iconPassed" };
    case "cancelled":
      return { icon: "circle-slash", color: null };
    case "step-limit":
    case "truncated":
      return { icon: "warning", color: "list.warningForeground" };
    default:
      return { icon: "error", color: "list.errorForeground" };
  }
}

/** `abc1234`, with `*` where the tree had uncommitted changes. */
export function commitText(commit: string | null, dirty: boolean | null): string | null {
  return commit === null ? null : `${commit.slice(0, 7)}${dirty ? "*" : ""}`;
}

/** `842 ms`, `12.3 s`, `4 min 5 s`. */
export function durationText(milliseconds: number | null): string | null {
  if (milliseconds === null || !(milliseconds >= 0)) return null;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
