/** Versions and ranges as rules write them: `>=6.0.0 <6.2.0`, `0.10.9`. Total: what is no version compares as unknown. */

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `alpha` of `1.1.0-alpha`; empty for a release. */
  readonly pre: string;
}

const form =
  /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]{1,64}))?(?:\+[0-9A-Za-z.-]{1,64})?$/;

const known = new Map<string, Version | null>();
const mostKnown = 4000;

/** `1.2.3-alpha`, `v1.2` or `1`; null for anything else. */
export function parseVersion(text: string): Version | null {
  let version = known.get(text);
  if (version === undefined) {
    if (known.size >= mostKnown) known.clear();
    known.set(text, (version = readVersion(text)));
  }
  return version;
}

function readVersion(text: string): Version | null {
  const m = form.exec(text.trim());
  if (!m) return null;
  return { major: Number(m[1]), minor: Number(m[2] ?? 0), patch: Number(m[3] ?? 0), pre: m[4] ?? "" };
}

/** Negative, zero or positive, by the order of SemVer. */
export function compareVersions(a: Version, b: Version): number {
  if (a.major !== b.major) return a.major - b.major;
  if (a.minor !== b.minor) return a.minor - b.minor;
  if (a.patch !== b.patch) return a.patch - b.patch;
  if (a.pre === b.pre) return 0;
  if (a.pre === "") return 1;
  if (b.pre === "") return -1;
  return comparePre(a.pre.split("."), b.pre.split("."));
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    if (x === y) continue;
    const numeric = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numeric[0] && numeric[1]) return Number(x) - Number(y);
    if (numeric[0]) return -1;
    if (numeric[1]) return 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

/** Cargo's caret: whether a copy of version `b` may stand where `a` was asked for, whichever is newer. */
export function sameCaret(a: Version, b: Version): boolean {
  if (a.major !== b.major) return false;
  if (a.major > 0) return true;
  if (a.minor !== b.minor) return false;
  return a.minor > 0 || a.patch === b.patch;
}

const comparator = /^(>=|<=|>|<|=)?(.+)$/;

/** Whether `version` lies in `range` (comparators joined by spaces); null where one of them is not readable. */
export function inRange(version: string | null, range: string | undefined): boolean | null {
  if (range === undefined || range.trim() === "") return true;
  const v = version === null ? null : parseVersion(version);
  if (!v) return null;
  for (const part of range.trim().split(/\s+/)) {
    const m = comparator.exec(part);
    const bound = m && parseVersion(m[2]!);
    if (!bound) return null;
    const order = compareVersions(v, bound);
    const holds = { ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0, "=": order === 0 }[
      m[1] ?? "="
    ];
    if (!holds) return false;
  }
  return true;
}

/** A range that every comparator of can be read. */
export function isRange(range: string): boolean {
  return inRange("0.0.0", range) !== null;
}
