import path from "node:path";
import type { Coverage, Finding, Fix, Place } from "../core/coverage/types";

/** The resolver sees paths from one folder down, without `..`: workspace roots above the folder asked about become its top. */
export interface CoverageBase {
  /** Absolute. */
  readonly folder: string;
  /** From there to the folder asked about, `/`-separated with a slash at the end; "" where they are the same. */
  readonly prefix: string;
}

/** The lowest folder that holds all of `files`, given relative to `folder` (`../Cargo.toml`). */
export function baseOf(folder: string, files: Iterable<string>): CoverageBase {
  let levels = 0;
  for (const file of files) {
    let ups = 0;
    while (file.startsWith("../", ups * 3)) ups++;
    levels = Math.max(levels, ups);
  }
  let base = folder;
  for (let i = 0; i < levels; i++) base = path.dirname(base);
  const way = path.relative(base, folder).split(path.sep).join("/");
  return { folder: base, prefix: way === "" ? "" : `${way}/` };
}

/** A path relative to the folder asked about, as one from the base. */
export function fromBase({ prefix }: CoverageBase, file: string): string {
  const parts = prefix.split("/").slice(0, -1);
  let rest = file;
  while (rest.startsWith("../")) {
    rest = rest.slice(3);
    parts.pop();
  }
  return [...parts, rest].join("/");
}

/** The reverse of `fromBase`. */
export function fromFolder({ prefix }: CoverageBase, file: string): string {
  if (prefix === "" || file.startsWith(prefix)) return file.slice(prefix.length);
  const parts = prefix.split("/").slice(0, -1);
  const own = file.split("/");
  let same = 0;
  while (same < parts.length && same < own.length - 1 && parts[same] === own[same]) same++;
  return [...parts.slice(same).map(() => ".."), ...own.slice(same)].join("/");
}

export interface PathNames {
  /** Manifests and the guests of cells and figures. */
  readonly guest: (file: string) => string;
  /** `file` of places and edits. */
  readonly place: (file: string) => string;
  /** Sentences. */
  readonly text: (text: string) => string;
}

/** The same answer with other names for its files. */
export function withPaths(coverage: Coverage, names: PathNames): Coverage {
  const manifests = new Set(coverage.guests.map(({ manifest }) => manifest));
  const guestName = (guest: string): string => (manifests.has(guest) ? names.guest(guest) : guest);
  const place = <P extends Place>(at: P): P => ({ ...at, file: names.place(at.file) });
  const fix = (known: Fix | null): Fix | null =>
    known === null ? null : { ...known, title: names.text(known.title), edits: known.edits.map(place) };
  const finding = (known: Finding): Finding => ({
    ...known,
    message: names.text(known.message),
    place: known.place && place(known.place),
    fix: fix(known.fix),
  });
  return {
    ...coverage,
    guests: coverage.guests.map((guest) => ({
      ...guest,
      manifest: names.guest(guest.manifest),
      crates: guest.crates.map((row) => ({
        ...row,
        reason: names.text(row.reason),
        fix: fix(row.fix),
        place: row.place && place(row.place),
        related: row.related && place(row.related),
      })),
      findings: guest.findings.map(finding),
    })),
    matrix: coverage.matrix.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({
        ...cell,
        guest: guestName(cell.guest),
        note: cell.note && names.text(cell.note),
      })),
    })),
    coverage: coverage.coverage.map((row) => ({ ...row, guest: guestName(row.guest) })),
    warnings: coverage.warnings.map(names.text),
  };
}
