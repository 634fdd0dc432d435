/** A tool's version; `pre` is what follows a hyphen (`alpha`), empty for a release. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: string;
  readonly text: string;
}

/** Reads the version out of `ziskemu 1.4.0-alpha (…)`, `cargo 1.95.0 (…)` or `v0.16.1`; null where there is none. */
export function parseVersion(text: string): Version | null {
  const match = /(?:^|[^\d.])v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:-([0-9A-Za-z.-]+))?/.exec(text);
  if (!match) return null;
  const [, major = "0", minor = "0", patch = "0", pre = ""] = match;
  const numbers = `${Number(major)}.${Number(minor)}.${Number(patch)}`;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    pre,
    text: pre === "" ? numbers : `${numbers}-${pre}`,
  };
}

/**
 * True where `version` is at least `major.minor.patch`. A pre-release counts as its release:
 * what changed in 1.1.0 is there in 1.1.0-alpha. An unknown version counts as the newest.
 */
export function atLeast(version: Version | null, major: number, minor: number, patch = 0): boolean {
  if (version === null) return true;
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}
