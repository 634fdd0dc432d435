import type { GitSource } from "./resolved";

const known = new Map<string, GitSource>();
const mostKnown = 2000;

/** `git+https://host/repo.git?tag=v1#commit` of a lock; null where it is no git source. */
export function readGitSource(source: string | null): GitSource | null {
  if (source === null || !source.startsWith("git+")) return null;
  let git = known.get(source);
  if (git === undefined) {
    if (known.size >= mostKnown) known.clear();
    known.set(source, (git = takeApart(source)));
  }
  return git;
}

function takeApart(source: string): GitSource {
  const hash = source.indexOf("#");
  const query = source.indexOf("?");
  const urlEnd = query >= 0 ? query : hash >= 0 ? hash : source.length;
  const url = source.slice(4, urlEnd);
  let tag: string | null = null;
  let branch: string | null = null;
  let rev: string | null = null;
  if (query >= 0 && (hash < 0 || query < hash))
    for (const pair of source.slice(query + 1, hash < 0 ? undefined : hash).split("&")) {
      const equals = pair.indexOf("=");
      const value = decode(pair.slice(equals + 1));
      if (pair.startsWith("tag=")) tag = value;
      else if (pair.startsWith("branch=")) branch = value;
      else if (pair.startsWith("rev=") || pair.startsWith("ref=")) rev = value;
    }
  return {
    url,
    canonicalUrl: repositoryOf(url),
    tag,
    branch,
    rev,
    commit: hash >= 0 ? source.slice(hash + 1) : null,
  };
}

/** One name for one repository: lower case, no `.git`, no doubled or trailing slash, no scheme's user. */
export function repositoryOf(url: string): string {
  const scheme = /^[a-z+]+:\/\//i.exec(url)?.[0] ?? "";
  return (
    scheme.toLowerCase() +
    url
      .slice(scheme.length)
      .replace(/\/{2,}/g, "/")
      .replace(/\/+$/, "")
      .replace(/\.git$/i, "")
      .toLowerCase()
  );
}

/** What cargo takes for the same source: as `repositoryOf`, but a doubled slash makes another one (a known way to patch a repository with itself). */
export function cargoIdentity(url: string): string {
  const trimmed = url.replace(/\/$/, "").replace(/\.git$/, "");
  return /^[a-z+]+:\/\/(?:[^/@]*@)?github\.com\//i.test(trimmed) ? trimmed.toLowerCase() : trimmed;
}

/** crates.io in any of its spellings (git index, sparse). */
export function isCratesIo(source: string | null): boolean {
  return (
    source === "registry+https://github.com/rust-lang/crates.io-index" ||
    source === "sparse+https://index.crates.io/" ||
    source === "registry+https://index.crates.io/"
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return text;
  }
}
