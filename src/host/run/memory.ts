import { proverTools, type ProverToolId } from "../../toolchains/proverTools";
import { readInput, storedInput, type GuestInput } from "./guestInput";
import { readBenchRequest, type BenchRequest } from "../openvmRun/benchRequest";
import { isSp1Choice, type Sp1Choice } from "../sp1/choice";

/** Where choices are kept; the editor's workspace state has this shape. */
export interface Store {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What a run was asked to do, enough to do it again. Paths are absolute. */
export type RunRequest =
  | ({ readonly kind: "guest" } & GuestRequest)
  /** In the host that is remembered for the guest. */
  | ({ readonly kind: "sp1" } & GuestRequest)
  | { readonly kind: "elf"; readonly elf: string; readonly input: GuestInput }
  | { readonly kind: "prover"; readonly prover: ProverRequest }
  | { readonly kind: "openvm"; readonly openvm: BenchRequest };

/** A program of the host under a profiler. */
export interface ProverRequest {
  readonly manifestPath: string;
  readonly target: string;
  readonly tool: ProverToolId;
  readonly features: readonly string[];
  /** Of the program. */
  readonly arguments: readonly string[];
}

interface GuestRequest {
  readonly manifestPath: string;
  readonly bin: string | null;
  readonly input: GuestInput;
}

const maxRecent = 8;

/** What a workspace remembers of its runs. Stored values are checked: an older version may have written them. */
export class RunMemory {
  constructor(private readonly store: Store) {}

  get lastRun(): RunRequest | null {
    return readRunRequest(this.store.get<unknown>("lastRun"));
  }

  /** An input that was given by a key binding or the like is of this run only: no answer of the user. */
  async rememberRun(request: RunRequest): Promise<void> {
    const stored =
      request.kind === "prover" || request.kind === "openvm"
        ? request
        : { ...request, input: storedInput(request.input) };
    await this.store.update("lastRun", stored);
    if (request.kind === "elf")
      await this.store.update(
        "recentElfs",
        [...new Set([request.elf, ...this.recentElfs])].slice(0, maxRecent),
      );
  }

  /** ELFs that were profiled by themselves, newest first, at most eight. */
  get recentElfs(): readonly string[] {
    return textsOf(this.store.get<unknown>("recentElfs"));
  }

  /** The guest that was picked last (`subjectKey`). */
  get lastGuest(): string | null {
    const last = this.lastRun;
    return last?.kind === "guest" || last?.kind === "sp1" ? subjectKey(last) : null;
  }

  /** The input of a guest or ELF; undefined where it was never asked. */
  inputOf(subject: string): GuestInput | undefined {
    const value = this.store.get<unknown>(`input:${subject}`);
    if (typeof value !== "object" || value === null) return undefined;
    const { file } = value as { file?: unknown };
    return readInput(file);
  }

  /** What was chosen anew is also what a re-run of that guest reads. */
  async rememberInput(subject: string, input: GuestInput): Promise<void> {
    await this.store.update(`input:${subject}`, { file: storedInput(input) });
    const last = this.lastRun;
    if (last && "input" in last && subjectKey(last) === subject) await this.rememberRun({ ...last, input });
    const files = input.flatMap((value) => (value.kind === "file" ? [value.file] : []));
    if (files.length === 0) return;
    await this.store.update(
      "recentInputs",
      [...new Set([...files, ...this.recentInputs])].slice(0, maxRecent),
    );
  }

  /** How an SP1 guest is run; null where it was never asked. */
  sp1ChoiceOf(subject: string): Sp1Choice | null {
    const value = this.store.get<unknown>(`sp1Host:${subject}`);
    return isSp1Choice(value) ? value : null;
  }

  async rememberSp1Choice(subject: string, choice: Sp1Choice): Promise<void> {
    await this.store.update(`sp1Host:${subject}`, choice);
  }

  /** Newest first, at most eight. */
  get recentInputs(): readonly string[] {
    return textsOf(this.store.get<unknown>("recentInputs"));
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** Tells guests apart: a package may have several binaries. */
export function subjectKey(
  subject: { readonly manifestPath: string; readonly bin: string | null } | { readonly elf: string },
): string {
  return "elf" in subject ? subject.elf : `${subject.manifestPath}#${subject.bin ?? ""}`;
}

/** A stored request; null where it is none. */
function readRunRequest(value: unknown): RunRequest | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, manifestPath, bin, elf, prover, openvm, input: given } = value as Record<string, unknown>;
  if (kind === "prover") return isProverRequest(prover) ? { kind, prover } : null;
  if (kind === "openvm") {
    const bench = readBenchRequest(openvm);
    return bench && { kind, openvm: bench };
  }
  const input = readInput(given);
  if (input === undefined) return null;
  if (kind === "elf") return typeof elf === "string" ? { kind, elf, input } : null;
  if ((kind !== "guest" && kind !== "sp1") || typeof manifestPath !== "string") return null;
  return bin === null || typeof bin === "string" ? { kind, manifestPath, bin, input } : null;
}

function isProverRequest(value: unknown): value is ProverRequest {
  if (typeof value !== "object" || value === null) return false;
  const { manifestPath, target, tool, features, arguments: words } = value as Record<string, unknown>;
  const isStrings = (list: unknown) => Array.isArray(list) && list.every((item) => typeof item === "string");
  return (
    typeof manifestPath === "string" &&
    typeof target === "string" &&
    typeof tool === "string" &&
    Object.hasOwn(proverTools, tool) &&
    isStrings(features) &&
    isStrings(words)
  );
}
