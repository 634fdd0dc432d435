import type { LineTable } from "../profile/model";
import { exactCount } from "../report/figures";

const widths = [1, 2, 4, 8] as const;

/**
 * What memory accesses and operands did on some lines (rows of the line table), as sentences for people. Empty where
 * the run does not tell. Accesses by width are left out where their classes are known, which say more.
 */
export function lineNotes(
  { extras, accesses: classes }: Pick<LineTable, "extras" | "accesses">,
  rows: readonly number[],
): string[] {
  if (extras === undefined) return [];
  const sum = (id: string): number => rows.reduce((all, row) => all + (extras[id]?.[row] ?? 0), 0);
  const accesses = (["reads", "writes"] as const).flatMap((kind) =>
    widths.flatMap((width) => {
      const count = sum(`${kind}${String(width)}`);
      const word = kind === "reads" ? "read" : "write";
      return count === 0 ? [] : [`${exactCount(count)} ${word}${count === 1 ? "" : "s"} of ${bytes(width)}`];
    }),
  );
  const notes: string[] = [];
  if (accesses.length > 0 && classes === undefined) notes.push(`memory: ${accesses.join(", ")}`);
  const narrow = sum("narrow");
  if (narrow > 0)
    notes.push(`narrow or unaligned accesses cost ${exactCount(narrow)} more than aligned ones of 8 bytes`);
  const dirty = sum("dirtyBytes");
  if (dirty > 0)
    notes.push(
      `${exactCount(dirty)} of the byte stores take a register that holds more than a byte: widen them, or mask it first`,
    );
  const spared = sum("spared");
  if (spared > 0) notes.push(`frequent or small operands spared ${exactCount(spared)}`);
  return notes;
}

function bytes(width: number): string {
  return width === 1 ? "1 byte" : `${String(width)} bytes`;
}
