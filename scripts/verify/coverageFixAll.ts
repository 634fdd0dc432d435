import path from "node:path";
import { resolveCoverage } from "../../src/core/coverage/coverage";
import { ReadCache } from "../../src/core/coverage/project";
import { resolveGuests } from "../../src/core/coverage/resolve";
import type { CrateCoverage, Fix, GuestCoverage } from "../../src/core/coverage/types";
import type { FolderAnswer } from "../../src/server/coverage/coverageFolder";
import { fixAll, fixesOf } from "../../src/server/coverage/fixAll";
import { applyEdits } from "../../src/core/coverage/textEdits";
import { updateLock, type Touched } from "./updateLock";

type Files = ReadonlyMap<string, string>;

export interface FixAllResult {
  readonly passed: number;
  readonly problems: readonly string[];
  /** Guests with something to fix, and how: for people. */
  readonly lines: readonly string[];
}

/** Kinds of fix that change what the lock resolves. */
const relocking = new Set(["add-patch", "bump-tag", "move-patch"]);

/**
 * "Fix all" on a copy of every guest: the edits keep every comment and every line that they do not touch, a second one
 * before the lock is updated has nothing to do, and with the lock edited for the touched entries alone no fix is left and
 * what was to be fixed is accelerated.
 */
export function checkFixAll(files: Files): FixAllResult {
  const problems: string[] = [];
  const lines: string[] = [];
  let passed = 0;
  const check = (holds: boolean, problem: string): void => {
    if (holds) passed++;
    else problems.push(problem);
  };
  for (const project of projectsOf(files)) {
    const before = answerOf(project.files);
    for (const guest of before.coverage.guests) {
      if (lockOf(project.files, guest) !== project.lock) continue;
      const what = `${guest.manifest} ${guest.name} ${guest.backend}`;
      const fixes = fixesOf(guest);
      const all = fixAll(before, guest);
      if (all === null) {
        check(fixes.length === 0, `${what}: ${fixes.length} fixes, but fix-all has nothing to do`);
        continue;
      }
      check(
        all.count === fixes.length,
        `${what}: ${all.count} of ${fixes.length} fixes applied, missing of ${fixes.map(({ fix }) => fix.title).join("; ")}`,
      );
      // 1. The texts: comments and lines stay.
      const edited = new Map(project.files);
      for (const file of new Set(all.edits.map((edit) => edit.file))) {
        const text = project.files.get(file)!;
        const own = all.edits.filter((edit) => edit.file === file);
        const after = applyEdits(text, own)!;
        edited.set(file, after);
        const gone = linesGone(text, after);
        const touched = fixes.flatMap(({ fix }) => fix.edits).filter((edit) => edit.file === file);
        const mayGo = (line: string): boolean =>
          touched.some(({ range }) =>
            text
              .split("\n")
              .slice(range.start.line, range.end.line + 1)
              .includes(line),
          );
        check(gone.every(mayGo), `${what}: ${file} lost ${JSON.stringify(gone.filter((l) => !mayGo(l)))}`);
        const lost = gone.filter((line) => line.includes("#") && !kept(line, after));
        check(lost.length === 0, `${what}: ${file} lost the comment of ${JSON.stringify(lost)}`);
        check(text.includes("\r\n") === after.includes("\r\n"), `${what}: ${file} has other line ends`);
      }
      // 2. A second time, before the lock is updated.
      const early = answerOf(edited);
      const settled = new Set(fixes.map(({ key }) => key));
      const again = fixesOf(same(early, guest)).filter(({ key }) => settled.has(key));
      check(again.length === 0, `${what}: offered a second time: ${titles(again)}`);
      // 3. With the entries updated that the fixes touch.
      const touched = guest.crates.flatMap((row): Touched[] =>
        row.fix !== null && relocking.has(row.fix.kind) && row.version !== null
          ? [{ crate: row.crate, version: row.version, source: row.source ?? null, fix: row.fix }]
          : [],
      );
      const found = guestOf(edited, guest);
      if (found?.lock.kind !== "found") {
        problems.push(`${what}: its lock is gone`);
        continue;
      }
      const lock = edited.get(project.lock)!;
      const relocked = new Map(edited);
      relocked.set(project.lock, updateLock(lock, [...touched, ...along(lock, touched)], found.patches));
      const after = answerOf(relocked);
      const late = same(after, guest);
      const left = fixesOf(late).filter(({ key }) => settled.has(key));
      check(left.length === 0, `${what}: left after all: ${titles(left)}`);
      for (const { crate } of touched) {
        const rows = late.crates.filter((row) => row.crate === crate && wasFixed(row, touched));
        // Another copy that no patch reaches is what the state then speaks of.
        const isDone = ({ state, reason }: CrateCoverage): boolean =>
          state === "accelerated" || state === "inert" || / is patched, but a plain copy /.test(reason);
        const bad = rows.filter((row) => !isDone(row));
        check(
          rows.length > 0 && bad.length === 0,
          `${what}: ${crate} is ${bad.map((row) => `${row.version} ${row.state} (${row.reason})`).join(", ") || "gone"}`,
        );
      }
      const more = fixesOf(late).length;
      lines.push(
        `${what}: ${all.count} fixes, ${new Set(touched.map(({ crate }) => crate)).size} crates of the lock edited${more > 0 ? `; then ${more} more: ${titles(fixesOf(late))}` : ""}`,
      );
    }
  }
  return { passed, problems, lines };
}

/** Folders of the locks, each with the files below it and of the folders above: a fix of one does not look at another. */
function projectsOf(files: Files): readonly { readonly lock: string; readonly files: Files }[] {
  const locks = new Set(
    resolveGuests({ files }).guests.flatMap(({ lock }) => (lock.kind === "found" ? [lock.file] : [])),
  );
  return [...locks].map((lock) => {
    const top = path.posix.dirname(lock);
    const isOf = (file: string): boolean =>
      file.startsWith(`${top}/`) || top.startsWith(`${path.posix.dirname(file)}/`);
    return { lock, files: new Map([...files].filter(([file]) => isOf(file))) };
  });
}

function guestOf(files: Files, { manifest, name, backend }: GuestCoverage) {
  return resolveGuests({ files }).guests.find(
    (one) => one.manifest === manifest && one.name === name && one.backend === backend,
  );
}

function lockOf(files: Files, guest: GuestCoverage): string | null {
  return guestOf(files, guest)?.lock.file ?? null;
}

function answerOf(files: Files): FolderAnswer {
  const cache = new ReadCache();
  return {
    coverage: resolveCoverage({ files, cache }),
    open: new Map(),
    fileOf: (manifest) => manifest,
    textOf: (file) => files.get(file) ?? null,
    withTexts: (texts) => resolveCoverage({ files: new Map([...files, ...texts]), cache }),
  };
}

function same(answer: FolderAnswer, { manifest, name, backend }: GuestCoverage): GuestCoverage {
  return answer.coverage.guests.find(
    (guest) => guest.manifest === manifest && guest.name === name && guest.backend === backend,
  )!;
}

/** Crates that a patch takes along (`together`): the fix's own commands name them. */
function along(lock: string, touched: readonly Touched[]): Touched[] {
  const entries = [...lock.matchAll(/^name = "([^"]*)"\nversion = "([^"]*)"\n(?:source = "([^"]*)"\n)?/gm)];
  const own = new Set(touched.map(({ crate }) => crate));
  return touched.flatMap(({ fix, version: at, source }) =>
    fix.then.flatMap((argv) => {
      const [name, version = at] = argv[argv.indexOf("-p") + 1]!.split("#").at(-1)!.split("@");
      return entries
        .filter(([, crate, of, from]) => crate === name && of === version && from === source)
        .filter(([, crate]) => !own.has(crate!))
        .map(([, crate]): Touched => ({ crate: crate!, version, source, fix }));
    }),
  );
}

function wasFixed(row: { readonly crate: string; readonly source?: string }, touched: readonly Touched[]) {
  return !touched.some(({ crate, source }) => crate === row.crate && source === (row.source ?? null));
}

function linesGone(before: string, after: string): string[] {
  const left = new Map<string, number>();
  for (const line of after.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  return before.split("\n").filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && line.trim() !== "";
  });
}

/** A line that was rewritten keeps its comment. */
function kept(line: string, after: string): boolean {
  const comment = /#[^"']*$/.exec(line)?.[0].trim();
  return comment === undefined || after.includes(comment);
}

const titles = (fixes: readonly { readonly fix: Fix }[]): string =>
  fixes.map(({ fix }) => fix.title).join("; ");
