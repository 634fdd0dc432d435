import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { exactCount, formatPercent, shareOf } from "../../src/core/report/figures";
import { formatFigure } from "../../src/core/report/metricFigures";
import {
  deltaChange,
  deltaFigure,
  deltaKind,
  deltaSide,
  formatChange,
  type Delta,
} from "../../src/core/report/delta";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { shortName } from "../../src/core/profile/names";
import type { At } from "./renderer";
import { partOf } from "./renderer";

const inBase = 1;
const inNext = 2;

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
    const change = this.change(at);
    const room = widthPx - (change === "" ? 0 : (change.length + 2) * characterPx);
    const shown =
      name.length * characterPx > room && partOf(this.slice, at.part).frame[at.row]! >= 0
        ? shortName(name)
        : name;
    return change !== "" && shown.length * characterPx <= room ? `${shown}  ${change}` : shown;
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
    return formatFigure(value ?? null, this.slice.unit);
  }

  calls(at: At): string {
    return exactCount(this.slice.frames[partOf(this.slice, at.part).frame[at.row]!]?.calls ?? null);
  }

  place(at: At): string {
    return this.slice.frames[partOf(this.slice, at.part).frame[at.row]!]?.place ?? "";
  }

  /** Whether the frame is a function that was inlined. */
  inlined(at: At): boolean {
    return this.slice.frames[partOf(this.slice, at.part).frame[at.row]!]?.inlined === true;
  }

  /** `guest::hash, 12.4 %, 3.10 M cost`, `inlined` after the name of such; in a comparison the change follows the name, as in the frame. */
  description(at: At): string {
    const change = this.change(at);
    const marks = [...(this.inlined(at) ? [this.words.inlined] : []), ...(change === "" ? [] : [change])];
    return [this.name(at), ...marks, this.share(at), this.total(at)].join(", ");
  }

  /** Both sides of a frame, with all that it calls or its own cost; null where nothing is compared or known. */
  delta(at: At, of: "total" | "self" = "total"): Delta | null {
    const { diff } = partOf(this.slice, at.part);
    const sides = diff?.sides[at.row] ?? 0;
    if (!diff || sides === 0) return null;
    const base = (of === "self" ? diff.baseSelf : diff.base)[at.row] ?? null;
    const next = (of === "self" ? diff.nextSelf : diff.next)[at.row] ?? null;
    if (sides === inNext) return { base: null, next, missing: "base" };
    if (sides === inBase) return { base, next: null, missing: "next" };
    return { base, next };
  }

  /** `▲ +4.2 % worse`, `▲ new`, `=`; empty where nothing is compared. */
  change(at: At, of: "total" | "self" = "total"): string {
    const delta = this.delta(at, of);
    if (delta === null) return "";
    const kind = deltaKind(delta);
    if (kind === "same" || kind === "unknown") return kind === "same" ? "=" : "";
    const { worse, better, newFrame, goneFrame } = this.words;
    const word = { worse, better, new: newFrame, gone: goneFrame }[kind];
    const arrow = deltaSide(delta) === "better" ? "▼" : "▲";
    if (kind === "new" || kind === "gone") return `${arrow} ${word}`;
    return `${arrow} ${deltaFigure(delta, this.slice.unit)} ${word}`;
  }

  /** `+1.20 M cost`, `=`; an unknown is an en dash. */
  changeCount(at: At, of: "total" | "self" = "total"): string {
    const delta = this.delta(at, of);
    const change = delta === null ? null : deltaChange(delta);
    if (change === null || change === 0) return formatChange(change);
    return `${change > 0 ? "+" : ""}${formatFigure(change, this.slice.unit)}`;
  }
}
