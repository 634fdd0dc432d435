import type { Delta } from "../../core/report/delta";
import type { RunItem } from "../../protocol/requests";

/** Runs of one guest, newest first; guests by their newest run. */
export interface GuestRuns {
  readonly guest: string;
  readonly runs: readonly RunItem[];
}

/** Runs by guest, the newest first; guests by their newest run. */
export function groupRuns(runs: readonly RunItem[]): readonly GuestRuns[] {
  const groups = new Map<string, RunItem[]>();
  for (const run of [...runs].sort((a, b) => compare(b.startedAt, a.startedAt) || compare(b.id, a.id))) {
    const group = groups.get(run.guest);
    if (group) group.push(run);
    else groups.set(run.guest, [run]);
  }
  return [...groups].map(([guest, members]) => ({ guest, runs: members }));
}

/** The total that a run is judged by: for ZisK the cost without the fixed base. */
const judged = ["variable", "cost", "cycles", "steps"] as const;

/**
 * What a run costs more or less than the newest comparable one before it: same machine, both ended well, and the same
 * input where both know theirs. Null where there is none. `before`: the older runs of the guest, newest first.
 */
export function deltaToPrevious(run: RunItem, before: readonly RunItem[]): Delta | null {
  const previous = before.find((other) => isComparable(run, other));
  if (!previous || run.outcome !== "ok") return null;
  for (const id of judged) {
    const [base, next] = [previous.totals[id] ?? null, run.totals[id] ?? null];
    if (base !== null && next !== null) return { base, next };
  }
  return null;
}

/** Whether the difference of two runs says something of the guest, and not of what it was given. */
export function isComparable(run: RunItem, other: RunItem): boolean {
  if (other.outcome !== "ok" || other.machine !== run.machine || other.guest !== run.guest) return false;
  const [a, b] = [run.inputDigest ?? null, other.inputDigest ?? null];
  return a === null || b === null || a === b;
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
    case "corrupt":
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
