import { stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { isAgainst, type Against, type CompareAnswer, type ComparisonSummary } from "../../protocol/compare";
import { runFiles } from "../../runs/files";
import type { LoadOptions } from "../loader";
import type { OpenedProfile } from "../profileStore";
import { engineName } from "../provenance";
import type { Session } from "../session";
import { HeldComparison, type BaseOrigin } from "./comparing";
import { findBaseline } from "./findBaseline";
import { openBase } from "./openBase";

let count = 0;

/**
 * Compares the active profile with what is asked for. What stands in the way is told and not thrown: a profile is
 * looked at without its comparison as well.
 */
export async function compareWith(
  session: Session,
  { against, asked }: { readonly against?: unknown; readonly asked?: unknown },
  options: LoadOptions,
): Promise<CompareAnswer> {
  if (!isAgainst(against))
    throw new CycleLensError("usage", "what to compare with was not given", "choose a run to compare with");
  const { active } = session;
  let isRead = false;
  try {
    const found = await baseAgainst(session, active, against);
    const stamp = found === null ? "" : await stampOf(found);
    // The same files as they were: what is shown of them holds.
    const same = found !== null && session.comparison?.stamp === stamp ? session.comparison : null;
    const base = found === null || same !== null ? null : await openBase(session, found.files, options);
    isRead = true;
    const held =
      found !== null && base !== null
        ? new HeldComparison(`compare-${++count}`, active, base, originOf(found), stamp)
        : same;
    if (held && asked !== true) refuseOtherGuest(held);
    // Another profile may have become active meanwhile: that one is asked about on its own.
    if (session.store.active !== active) return { comparison: null, problem: null };
    if (same === null) setHeld(session, held);
    return { comparison: held && summaryOfComparison(held), problem: null };
  } catch (error) {
    if (!CycleLensError.is(error) || error.kind === "cancelled") throw error;
    if (session.store.active === active) setHeld(session, null);
    const { kind, message, hint } = error;
    return { comparison: null, problem: { kind, message, hint, isOther: isRead } };
  }
}

/** What one guest costs says nothing of another: only who asks for it gets it. */
function refuseOtherGuest(held: HeldComparison): void {
  const mark = held.comparison().marks.find(({ kind }) => kind === "guests");
  if (mark)
    throw new CycleLensError(
      "bad-input",
      `${held.base.exported?.guest ?? held.base.title} is not compared with ${held.next.title}: ${mark.text}`,
      "set a baseline for this guest, or choose what to compare with",
    );
}

function setHeld(session: Session, held: HeldComparison | null): void {
  if (session.comparison === null && held === null) return;
  session.comparison = held;
  session.changed();
}

async function baseAgainst(
  session: Session,
  active: OpenedProfile,
  against: Against,
): Promise<FoundBase | null> {
  if (against.kind === "off") return null;
  const found =
    against.kind === "files"
      ? { files: against.files, name: null }
      : await findBaseline(active, session.folders);
  if (found === null) return null;
  const [file] = found.files;
  if (found.files.length === 1 && file === active.folder)
    throw new CycleLensError("usage", "a run is not compared with itself", "choose another run");
  return found;
}

interface FoundBase {
  readonly files: readonly string[];
  readonly name: string | null;
}

function originOf({ files, name }: FoundBase): BaseOrigin {
  return { files, baseline: name };
}

/** Which files as of when, and what they are called; a run's is its run.json. */
async function stampOf({ files, name }: FoundBase): Promise<string> {
  const stamps = files.map(async (file) => {
    const run = await stat(path.join(file, runFiles.run)).catch(() => null);
    const found = run ?? (await stat(file).catch(() => null));
    return `${file}\0${String(found?.mtimeMs)}\0${String(found?.size)}`;
  });
  return [name ?? "", ...(await Promise.all(stamps))].join("\0");
}

function summaryOfComparison(held: HeldComparison): ComparisonSummary {
  const { next, base, origin } = held;
  const comparison = held.comparison();
  return {
    id: held.id,
    profile: next.id,
    base: {
      title: base.exported?.guest ?? base.title,
      folder: base.folder,
      file: base.folder === null ? (origin.files[0] ?? null) : null,
      baseline: origin.baseline,
      startedAt: base.run?.startedAt ?? base.exported?.startedAt ?? null,
      commit: base.run?.git?.commit ?? base.exported?.commit ?? null,
      engine: engineName(base),
    },
    totals: comparison.totals
      .filter(({ base: before, next: after }) => before !== null && after !== null)
      .map(({ key, base: before, next: after }) => ({ id: key, base: before, next: after })),
    marks: [...comparison.marks.map(({ text }) => text), ...treeMark(held)],
    hasCallTree: held.trees !== null,
    hasLines: comparison.lines.length > 0,
  };
}

/** A committed baseline has no call tree: what is drawn of trees is the open run's alone. */
function treeMark({ next, base }: HeldComparison): readonly string[] {
  if (next.profile.callTree === null || base.profile.callTree !== null) return [];
  return ["the base has no call tree: call tree and flame graph are of the open run alone"];
}
