import type { CallTree, Engine, MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";

/** What the formats of other tools have no place for; written beside what they know, read back by our import. */
export interface OwnMark {
  readonly engine: Engine;
  readonly metrics: readonly { readonly id: MetricId; readonly unit: string }[];
  /** Whether a frame's line is where it stood when it was sampled, or where its function is declared. */
  readonly lines: "executed" | "declared";
  /** Frames of the file's frame table that are no functions (threads), and such as were inlined. */
  readonly roots: readonly number[];
  readonly inlined: readonly number[];
}

/** @param tree the one whose frames are the file's frame table, row by row. */
export function ownMark(
  profile: Profile,
  metrics: readonly MetricId[],
  tree: CallTree | null = null,
): OwnMark {
  const frames = tree?.frames ?? null;
  const rows = frames === null ? [] : Array.from({ length: frames.length }, (_, frame) => frame);
  return {
    engine: {
      name: safeName(profile.engine.name),
      version: profile.engine.version === null ? null : safeName(profile.engine.version),
    },
    metrics: metrics.map((id) => ({
      id: safeName(id),
      unit: safeName(profile.metrics.find((metric) => metric.id === id)?.unit ?? id),
    })),
    lines: hasExecutedLines(profile) ? "executed" : "declared",
    roots: rows.filter((frame) => frames?.func[frame] === -1 && frames.inlined[frame] !== 1),
    inlined: rows.filter((frame) => frames?.inlined[frame] === 1),
  };
}

/** True where some frame of the call tree stands elsewhere than its function's declaration. */
export function hasExecutedLines({ callTree, functions, lines }: Profile): boolean {
  if (callTree === null || lines === null) return false;
  const { frames } = callTree;
  for (let frame = 0; frame < frames.length; frame++) {
    const row = frames.func[frame]!;
    if (row >= 0 && frames.line[frame]! > 0 && frames.line[frame] !== functions.line[row]) return true;
  }
  return false;
}
