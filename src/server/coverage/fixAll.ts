import type { Coverage, Fix, FixEdit, GuestCoverage } from "../../core/coverage/types";
import type { FolderAnswer } from "./coverageFolder";
import { applyEdits, lineEdit } from "../../core/coverage/textEdits";

const mostFixes = 64;

/** One fix that stands for all of a guest. */
export interface AllFixes {
  readonly count: number;
  readonly edits: readonly FixEdit[];
  readonly then: readonly (readonly string[])[];
}

/**
 * Every fix of a guest as one edit a file. They are applied one after the other, each to the answer to the texts before
 * it: two fixes may want the same table, and the second must find the one that the first made. What only the first
 * fixes bring up (an update of the lock is still to be run) is left alone. Null where there is nothing to do.
 */
export function fixAll(answer: FolderAnswer, guest: GuestCoverage): AllFixes | null {
  const texts = new Map<string, string>();
  const wanted = new Set(fixesOf(guest).map(({ key }) => key));
  const then = new Map<string, readonly string[]>();
  let coverage = answer.coverage;
  let count = 0;
  while (wanted.size > 0 && count < mostFixes) {
    const next = fixesOf(same(coverage, guest)).find(({ key }) => wanted.has(key));
    if (next === undefined) break;
    wanted.delete(next.key);
    if (!apply(next.fix)) continue;
    count++;
    for (const argv of next.fix.then) then.set(JSON.stringify(argv), argv);
    if (wanted.size > 0) coverage = answer.withTexts(texts);
  }
  const edits = [...texts].flatMap(([file, after]): FixEdit[] => {
    const edit = lineEdit(answer.textOf(file) ?? "", after);
    return edit === null ? [] : [{ file, ...edit }];
  });
  return edits.length === 0 ? null : { count, edits, then: [...then.values()] };

  function apply(fix: Fix): boolean {
    const changed = new Map<string, string>();
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      const text = texts.get(file) ?? answer.textOf(file);
      const after =
        text === null
          ? null
          : applyEdits(
              text,
              fix.edits.filter((edit) => edit.file === file),
            );
      if (after === null) return false;
      changed.set(file, after);
    }
    for (const [file, text] of changed) texts.set(file, text);
    return changed.size > 0;
  }
}

/** The fixes of a guest, each once, by what they are for: their edits move while others are applied. */
export function fixesOf({ crates, findings }: GuestCoverage): readonly { key: string; fix: Fix }[] {
  const fixes = new Map<string, { key: string; fix: Fix }>();
  for (const { fix } of [...crates, ...findings]) {
    if (fix === null || fix.edits.length === 0) continue;
    const key = JSON.stringify([fix.kind, fix.title]);
    if (!fixes.has(key)) fixes.set(key, { key, fix });
  }
  return [...fixes.values()];
}

function same(coverage: Coverage, { manifest, name, backend }: GuestCoverage): GuestCoverage {
  return (
    coverage.guests.find(
      (guest) => guest.manifest === manifest && guest.name === name && guest.backend === backend,
    ) ?? {
      manifest,
      name,
      backend,
      sdk: { name: "", version: null },
      crates: [],
      findings: [],
    }
  );
}
