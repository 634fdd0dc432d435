import type { SideInfo } from "../core/compare/types";
import type { Coverage } from "../core/coverage/types";
import type { Profile } from "../core/profile/model";
import type { ToolCall } from "./tool";

/** What the tools stand on: the workspace's runs, profiles, sources and manifests. `workspace/` is the one over files. */
export interface AgentContext {
  /** Finished runs of every workspace folder and the guests in them, newest first, corrupt ones among them. */
  runs(): Promise<readonly AgentRun[]>;
  /** A profile by run id, baseline, `last`, `last~N`, or the path of an artefact; kept in memory. Throws `not-found`, `usage`, … */
  open(ref: string, call: ToolCall): Promise<AgentProfile>;
  /** The source of the function whose instances are these rows. */
  source(profile: AgentProfile, rows: readonly number[], metric: string): Promise<AgentSource>;
  /** Patch coverage below a folder of the workspace, or of each folder. No process is started. */
  coverage(
    folder: string | null,
    run: AgentProfile | null,
    call: ToolCall,
  ): Promise<readonly AgentCoverage[]>;
  /** What a run of a guest would do, checked; nothing has started yet. */
  plan(wanted: GuestRunRequest): Promise<GuestRunPlan>;
}

export interface AgentRun {
  readonly id: string;
  /** Workspace folder or cargo workspace that it stands in. */
  readonly root: string;
  readonly guest: string;
  readonly machine: string;
  readonly engine: string;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly outcome: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly sizeBytes: number | null;
  readonly baselines: readonly string[];
  readonly totals: Readonly<Record<string, number | null>>;
}

export interface AgentProfile {
  /** The run's id, or the file's path relative to its folder: what `open` takes again. */
  readonly ref: string;
  readonly title: string;
  readonly profile: Profile;
  /** What a comparison is told of it. */
  readonly side: SideInfo;
  /** 1 for each function of a library. */
  readonly library: Uint8Array;
}

/** A function's source as it is now, with the cost of its lines as they were built. */
export interface AgentSource {
  /** Relative to its workspace folder, `/`-separated; as the profile has it where it lies outside. */
  readonly file: string | null;
  /** Whether text may be shown: false outside of the workspace folders, or where there is none. */
  readonly readable: boolean;
  /** Why there is no text, or why figures may be off; null where nothing is amiss. */
  readonly note: string | null;
  /** The metric of the figures; null where the profile has no lines here. */
  readonly metric: string | null;
  readonly lines: readonly AgentSourceLine[];
}

export interface AgentSourceLine {
  /** 1-based, of the file as it is now (as it was built where there is no text). */
  readonly line: number;
  readonly text: string | null;
  /** Null where the line has changed since the build. */
  readonly self: number | null;
  readonly total: number | null;
}

export interface AgentCoverage {
  readonly folder: string;
  readonly coverage: Coverage;
}

export interface GuestRunRequest {
  readonly elf: string;
  readonly inputFile: string | null;
  readonly bytesHex: readonly string[];
  readonly u32: readonly number[];
  readonly framing: "zisk" | "raw" | "none" | null;
  readonly maxSteps: number | null;
}

export interface GuestRunPlan {
  /** One sentence for the person who is asked. */
  readonly question: string;
  /** Runs it and opens what it gave. Throws `cancelled`, `tool-failed`, `io`. */
  run(call: ToolCall): Promise<AgentProfile>;
}
