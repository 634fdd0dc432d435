import type { RecordedSource, SideInfo } from "./types";

/** What a committed baseline says of its run: the property `run` of an exported `cyclelens.profile/1`. */
export interface RecordedRun {
  readonly guest: string;
  readonly machine: string;
  readonly commit: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** SHA-256 of the guest's input; null for a guest without. */
  readonly inputDigest: string | null;
  readonly sources: readonly RecordedSource[];
}

const maxSources = 20_000;
const maxText = 4096;

/** Reads it back from any JSON; what has not its shape is left out. */
export function recordedRunOf(json: unknown): SideInfo {
  const run = record(record(json)?.["run"]);
  if (run === null) return {};
  const sources = Array.isArray(run["sources"]) ? (run["sources"] as unknown[]) : [];
  return {
    guest: text(run["guest"]),
    commit: text(run["commit"]),
    startedAt: text(run["startedAt"]),
    inputDigest: text(run["inputDigest"]),
    ownLinesOnly: run["lines"] === "own",
    sources: sources.slice(0, maxSources).flatMap(sourceOf),
  };
}

function sourceOf(value: unknown): RecordedSource[] {
  const source = record(value);
  const [file, sha256] = [text(source?.["file"]), text(source?.["sha256"])];
  const [lines, hashes] = [source?.["lines"], source?.["hashes"]];
  if (file === null || sha256 === null || !Array.isArray(lines) || !Array.isArray(hashes)) return [];
  const ascends = lines.every(
    (line, i) => Number.isSafeInteger(line) && (line as number) > ((lines[i - 1] as number | undefined) ?? 0),
  );
  if (!ascends || lines.length !== hashes.length || !hashes.every((hash) => typeof hash === "string"))
    return [];
  return [{ file, sha256, lines: lines as number[], hashes }];
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.length <= maxText ? value : null;
}
