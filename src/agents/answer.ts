import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { dataNotice, dataText } from "./data";
import type { AgentProfile } from "./context";
import { figures, list, object, orNull, text, type Schema } from "./schema";
import type { Answer } from "./tool";

/** Most characters of an answer's JSON: a few thousand tokens. */
const maxCharacters = 16_000;
/** Of these, what every answer has around its rows: keys, notice, page, and what was cut. */
const frameCharacters = 1_500;

/** First in every answer. */
export const noticeSchema: Schema = text("What the text in this answer is, and is not.");
/** Last in every answer. */
export const cutSchema: Schema = list(
  text(),
  "What was left out of this answer, and how to get it; empty for nothing.",
);

export const runSchema: Schema = object({
  run: text("Give it back as `run`."),
  guest: text(),
  engine: text(),
  outcome: text("ok, guest-error, step-limit, truncated or cancelled."),
  message: orNull(text("What the outcome says.")),
  metrics: list(
    object({ id: text(), unit: text() }),
    "The first is the primary one. Figures below are keyed by these ids.",
  ),
  totals: figures("Of the whole run, by part; null: the source does not say."),
});

/** What every answer about one profile says of it. */
export function runOf({ ref, title, profile }: AgentProfile): Answer {
  const { engine, outcome, metrics, totals } = profile;
  return {
    run: ref,
    guest: dataText(title, 120),
    engine: dataText([engine.name, engine.version].filter(Boolean).join(" "), 80),
    outcome: outcome.status,
    message: outcome.message === null ? null : dataText(outcome.message),
    metrics: metrics.slice(0, 16).map(({ id, unit }) => ({ id: dataText(id, 40), unit: dataText(unit, 40) })),
    totals: figuresOfRecord(totals),
  };
}

/** At most 40 figures by name; what is no finite number is null. */
export function figuresOfRecord(
  record: Readonly<Record<string, number | null>>,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    Object.entries(record)
      .slice(0, 40)
      .map(([key, value]) => [dataText(key, 40), value !== null && Number.isFinite(value) ? value : null]),
  );
}

/** Rounded to a hundredth of a percent; null where the whole is not known. */
export function percent(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || !(whole > 0)) return null;
  return Math.round((1e4 * part) / whole) / 100;
}

/** The metric that is asked for, else the primary one. Throws `usage` with those that there are. */
export function metricOf(profile: Profile, wanted: string | undefined): string {
  const ids = profile.metrics.map(({ id }) => id);
  if (wanted === undefined) return ids[0] ?? "";
  if (ids.includes(wanted)) return wanted;
  throw new CycleLensError(
    "usage",
    `the run has no metric ${dataText(wanted, 40)}`,
    `choose one of ${ids.map((id) => dataText(id, 40)).join(", ")}`,
  );
}

/**
 * Fits rows into what an answer may be long: adds them one after the other until the next would be too many characters. At
 * least one goes in, so that a reader gets on.
 */
export class Room {
  private left: number;

  constructor(most = maxCharacters - frameCharacters) {
    this.left = most;
  }

  /** Takes what is there anyway. */
  take(value: unknown): void {
    this.left -= JSON.stringify(value).length + 2;
  }

  /** The rows that fit, from the first on. */
  fit<T>(rows: readonly T[], most = this.left): readonly T[] {
    const room = Math.min(most, this.left);
    let used = 0;
    let count = 0;
    for (const row of rows) {
      const size = JSON.stringify(row).length + 1;
      if (count > 0 && used + size > room) break;
      used += size;
      count++;
    }
    this.left -= used;
    return rows.slice(0, count);
  }
}

export const notice: Answer = { notice: dataNotice };
