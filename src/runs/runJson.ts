import { fnv } from "../core/fnv";
import type { Framing } from "../toolchains/framing";
import { isRecord } from "../protocol/guards";

/** `run.json`, schema `cyclelens.run/1` (schemas/run-1.json). While a run is under way it is a draft. */
export interface RunDraft {
  readonly schema: "cyclelens.run/1";
  readonly guest: RunGuest;
  readonly machine: string;
  readonly mode: "quick" | "full";
  /** The profiled command, not the build's. */
  readonly argv: readonly string[];
  readonly engine: { readonly name: string; readonly version: string | null };
  readonly input: RunInput | null;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
}

export interface RunGuest {
  readonly name: string;
  readonly bin: string | null;
  /** Absolute; null for an ELF that was given as such. */
  readonly manifestPath: string | null;
  /** Absolute. */
  readonly elf: string;
}

export interface RunInput {
  /** Null where the values came from the command line. */
  readonly file: string | null;
  readonly framing: Framing | null;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface RunGit {
  readonly commit: string;
  readonly branch: string | null;
  /** Null where git is not installed to say so. */
  readonly dirty: boolean | null;
}

export interface RunArtefact {
  readonly name: string;
  /** As the tool wrote it. */
  readonly sizeBytes: number;
  readonly sha256: string;
  /** What it takes now; with `.gz` after the name where it was compressed. */
  readonly storedAs: string;
  readonly storedBytes: number;
}

/** A source file with cost, as it was when the profile was taken. */
export interface RunSource {
  /** As the profile names it. */
  readonly file: string;
  /** Where it was found. */
  readonly path: string;
  readonly sha256: string;
  readonly modifiedMs: number;
  /** 1-based lines with cost, ascending, and `lineHash` of each. */
  readonly lines: readonly number[];
  readonly hashes: readonly string[];
}

export interface RunJson extends RunDraft {
  readonly id: string;
  readonly elf: { readonly sizeBytes: number; readonly sha256: string; readonly modifiedMs: number } | null;
  readonly git: RunGit | null;
  readonly durationMs: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly outcome: { readonly status: string; readonly message: string | null };
  readonly totals: Readonly<Record<string, number | null>>;
  readonly artefacts: readonly RunArtefact[];
  readonly sources: readonly RunSource[];
}

export function isRunDraft(value: unknown): value is RunDraft {
  if (!isRecord(value) || value["schema"] !== "cyclelens.run/1") return false;
  const { guest, engine, argv, startedAt, machine, mode, input } = value;
  return (
    isRecord(guest) &&
    typeof guest["name"] === "string" &&
    typeof guest["elf"] === "string" &&
    isRecord(engine) &&
    typeof engine["name"] === "string" &&
    Array.isArray(argv) &&
    argv.every((arg) => typeof arg === "string") &&
    typeof startedAt === "string" &&
    Number.isFinite(Date.parse(startedAt)) &&
    typeof machine === "string" &&
    (mode === "quick" || mode === "full") &&
    (input === null || isRecord(input))
  );
}

export function isRunJson(value: unknown): value is RunJson {
  return (
    isRunDraft(value) &&
    isRecord(value) &&
    typeof value["id"] === "string" &&
    isRecord(value["outcome"]) &&
    typeof value["outcome"]["status"] === "string" &&
    isRecord(value["totals"]) &&
    Array.isArray(value["artefacts"]) &&
    Array.isArray(value["sources"])
  );
}

/** Of a line without its white space at the end: enough to see that a line changed. */
export function lineHash(line: string): string {
  return fnv(line.trimEnd());
}
