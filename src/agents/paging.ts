import { CycleLensError } from "../core/errors";
import { fnv } from "../core/fnv";
import { orNull, text, whole, object, type Schema } from "./schema";

/** Rows of one page when nobody asks for another number, and the most that may be asked for. */
const defaultLimit = 20;
const maxLimit = 100;

/** Where a page stands in the whole list; part of every answer that is a list. */
export interface Page {
  readonly offset: number;
  readonly returned: number;
  readonly total: number;
  /** For the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export const pageSchema: Schema = object({
  offset: whole(0, Number.MAX_SAFE_INTEGER),
  returned: whole(0, Number.MAX_SAFE_INTEGER),
  total: whole(0, Number.MAX_SAFE_INTEGER, "Rows of the whole list."),
  nextCursor: orNull(
    text("Give it back as `cursor`, with the same input, for the next page; null on the last."),
  ),
});

export const pageInput = {
  limit: whole(1, maxLimit, `Rows of one page; ${defaultLimit} where it is left out.`),
  cursor: text("`page.nextCursor` of the page before, with the same input.", 200),
} as const;

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What is asked for of a list of `total` rows. `key` is everything that makes the list the one it is. Throws `usage`. */
export function pageOf(
  { limit = defaultLimit, cursor }: PageRequest,
  total: number,
  key: readonly unknown[],
): { readonly offset: number; readonly end: number; readonly of: (returned: number) => Page } {
  const mark = markOf(key);
  const offset = cursor === undefined ? 0 : offsetOf(cursor, mark);
  if (offset > total) throw stale();
  return {
    offset,
    end: Math.min(total, offset + limit),
    of: (returned) => {
      const next = offset + returned;
      return { offset, returned, total, nextCursor: next < total && returned > 0 ? `${next}.${mark}` : null };
    },
  };
}

function offsetOf(cursor: string, mark: string): number {
  const match = /^(\d{1,15})\.([0-9a-f]{8})$/.exec(cursor);
  if (match?.[2] !== mark) throw stale();
  return Number(match[1]);
}

function stale(): CycleLensError {
  return new CycleLensError(
    "usage",
    "the cursor belongs to another list, or the list has changed",
    "leave the cursor out to begin anew, and keep the other input the same from page to page",
  );
}

/** A cursor of one question must not be read as an offset into another: FNV-1a of the question. */
function markOf(key: readonly unknown[]): string {
  return fnv(JSON.stringify(key));
}
