import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { exactCount, formatCount, formatPercent, shareOf } from "../../src/core/report/figures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { shortName } from "../../src/core/profile/names";
import type { At } from "./renderer";
import { partOf } from "./renderer";

/** Width of a character of a label, about. */
const characterPx = 7;

/** The texts of one slice's frames. */
export class Texts {
  constructor(
    readonly slice: FlameSlice,
    readonly words: FlameWords,
    private readonly title: string,
  ) {}

  name(at: At): string {
    const rows = partOf(this.slice, at.part);
    const frame = this.slice.frames[rows.frame[at.row]!];
    if (frame) return frame.name === "" ? "?" : frame.name;
    if (rows.levels[at.row]! > 0) return fill(this.words.moreLevels, exactCount(rows.levels[at.row]!));
    if (rows.more[at.row]! > 0) return fill(this.words.more, exactCount(rows.more[at.row]!));
    return this.title === "" ? this.words.wholeRun : this.title;
  }

  /** The name, short where the whole does not fit; the colour says the crate. */
  label(at: At, widthPx: number): string {
    const name = this.name(at);
    return name.length * characterPx > widthPx && partOf(this.slice, at.part).frame[at.row]! >= 0
      ? shortName(name)
      : name;
  }

  share(at: At): string {
    return formatPercent(shareOf(partOf(this.slice, at.part).total[at.row] ?? null, this.slice.runTotal));
  }

  total(at: At): string {
    return this.figure(partOf(this.slice, at.part).total[at.row]);
  }

  self(at: At): string {
    return this.figure(partOf(this.slice, at.part).self[at.row]);
  }

  /** An unknown has no unit. */
  private figure(value: number | null | undefined): string {
    const count = formatCount(value ?? null);
    return count === "–" ? count : `${count} ${this.slice.unit}`;
  }

  calls(at: At): string {
    return exactCount(this.slice.frames[partOf(this.slice, at.part).frame[at.row]!]?.calls ?? null);
  }

  place(at: At): string {
    return this.slice.frames[partOf(this.slice, at.part).frame[at.row]!]?.place ?? "";
  }

  /** `guest::hash, 12.4 %, 3.10 M cost` */
  description(at: At): string {
    return `${this.name(at)}, ${this.share(at)}, ${this.total(at)}`;
  }
}
