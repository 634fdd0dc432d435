import type { Presence } from "./change";
import type { ChangeStatus } from "./types";

/** `Presence` as a number, for columns. */
export const onBoth = 0;
export const onBase = 1;
export const onNext = 2;

const names: readonly Presence[] = ["both", "base", "next", "half", "unknown"];
/** What a row is that is not on both sides. */
const statuses: readonly (ChangeStatus | null)[] = [null, "gone", "new", "unlisted", "unknown"];

export function presenceName(code: number): Presence {
  return names[code]!;
}

/** Null where the figures decide. */
export function statusByPresence(code: number): ChangeStatus | null {
  return statuses[code]!;
}

/** By row; `onlyBase` and `onlyNext` say what a row is that one side alone has. */
export function presenceColumn(
  base: Uint8Array,
  next: Uint8Array,
  onlyBase: Presence,
  onlyNext: Presence,
): Uint8Array {
  const [left, right] = [names.indexOf(onlyBase), names.indexOf(onlyNext)];
  const out = new Uint8Array(base.length);
  for (let row = 0; row < out.length; row++)
    out[row] = base[row] === 0 ? right : next[row] === 0 ? left : onBoth;
  return out;
}
