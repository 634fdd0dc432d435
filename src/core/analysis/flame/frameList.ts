import { safeName } from "../../profile/names";
import type { FlameIndex } from "./flameIndex";
import type { FlameFrame } from "./types";
import { flameLimits } from "./types";

/** The name of a frame as it may cross to a surface: harmless and bounded. */
export function frameName(index: FlameIndex, frame: number): string {
  const name = safeName(index.frames.name[frame] ?? "");
  return name.length > flameLimits.nameLength ? `${name.slice(0, flameLimits.nameLength)}…` : name;
}

/** Frames of a slice, each described once. */
export class FrameList {
  readonly rows: FlameFrame[] = [];
  private readonly known = new Map<number, number>();
  private readonly crateRow = new Map<string, number>();

  constructor(
    private readonly index: FlameIndex,
    metric: string,
    withInlined: boolean,
  ) {
    index.crates(metric, withInlined).forEach(({ name }, row) => this.crateRow.set(name, row));
  }

  add(frame: number): number {
    if (frame < 0) return -1;
    const known = this.known.get(frame);
    if (known !== undefined) return known;
    const { frames } = this.index;
    const crate = frames.crates[frames.crate[frame]!]?.name;
    const calls = frames.calls[frame]!;
    const row = this.rows.length;
    this.known.set(frame, row);
    this.rows.push({
      id: frame,
      name: frameName(this.index, frame),
      crate: crate === undefined ? -1 : (this.crateRow.get(crate) ?? -1),
      place: placeOf(frames.file[frame] ?? null, frames.line[frame]!),
      calls: Number.isFinite(calls) ? calls : null,
      inlined: frames.inlined[frame] === 1,
    });
    return row;
  }
}

/** `src/math.rs:12`: the last three segments of a path are enough to recognise a file. */
function placeOf(file: string | null, line: number): string {
  if (file === null || file === "") return "";
  const short = safeName(file).split(/[/\\]/).slice(-3).join("/");
  return line > 0 ? `${short}:${line}` : short;
}
