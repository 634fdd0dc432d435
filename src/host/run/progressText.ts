/** What is known of a run under way (`progress.json`); anything may be missing. */
export interface SeenProgress {
  readonly elapsedMs: number | null;
  readonly steps: number | null;
}

/** What the same guest took last time; null where it never ran. */
export interface LastTime {
  readonly durationMs: number | null;
  readonly steps: number | null;
}

/**
 * `43 % · 91 Msteps/s`, `43 % · 12 s`: by steps where the tool prints them, else by last time's
 * duration; `what · 12 s` the first time.
 */
export function progressText(what: string, seen: SeenProgress, last: LastTime | null): string {
  const { elapsedMs, steps } = seen;
  const done = fraction(steps, last?.steps) ?? fraction(elapsedMs, last?.durationMs);
  const seconds = (elapsedMs ?? 0) / 1000;
  const pace =
    steps !== null && steps > 0 && seconds > 0
      ? `${(steps / seconds / 1e6).toFixed(0)} Msteps/s`
      : `${Math.floor(seconds)} s`;
  return done === null ? `${what} · ${pace}` : `${Math.floor(done * 100)} % · ${pace}`;
}

/** Never 100 %: the run is done when it is done. */
function fraction(part: number | null, whole: number | null | undefined): number | null {
  if (part === null || whole === null || whole === undefined || !(whole > 0)) return null;
  return Math.min(0.99, Math.max(0, part / whole));
}

/** Reads `progress.json`; null where it is not there yet or is something else. */
export function parseProgress(text: string): SeenProgress | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { elapsedMs, steps } = value as Record<string, unknown>;
    return { elapsedMs: finite(elapsedMs), steps: finite(steps) };
  } catch {
    return null;
  }
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
