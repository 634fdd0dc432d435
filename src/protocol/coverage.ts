import type { Coverage } from "../core/coverage/types";
import type { Request } from "./requests";

/**
 * Patch coverage of workspace folders. Open documents count as they stand in the editor. With a profile open, its
 * evidence and costs are in the answer of the guest that it is of.
 */
export const coverageOf: Request<CoverageParams, CoverageAnswer> = { method: "cyclelens/coverage" };

export interface CoverageParams {
  /** Absolute paths; those of the workspace where it is left out. */
  readonly folders?: readonly string[];
  /** Reads every file anew. */
  readonly refresh?: boolean;
  /** Asks `cargo metadata --locked --offline` as well: only in a trusted workspace, only when a person asked. */
  readonly cargo?: boolean;
}

export interface CoverageAnswer {
  /** Grows with every change; equal revisions are equal answers. */
  readonly revision: number;
  readonly folders: readonly FolderCoverage[];
}

export interface FolderCoverage {
  /** Absolute. */
  readonly folder: string;
  /** `manifest` of guests is relative to `folder`; the `file` of every place and edit is absolute, in the platform's form. */
  readonly coverage: Coverage;
}

/** Server → editor notification: what `coverageOf` answers has changed. */
export const coverageChanged = "cyclelens/coverageChanged";
export interface CoverageChanged {
  readonly revision: number;
  /** Absolute paths of the folders concerned. */
  readonly folders: readonly string[];
}

/**
 * A command of the editor, called after a quick fix was applied (only for editors that said `commands` in
 * `initializationOptions`): offers what must still be run as a task. Its one argument is a `RunUpdate`.
 */
export const runUpdateCommand = "cyclelens.coverage.runUpdate";
export interface RunUpdate {
  /** Absolute folder to run in: that of the manifest that the fix edits. */
  readonly cwd: string;
  /** Each an argv: `["cargo", "update", "-p", "sha2"]`. */
  readonly then: readonly (readonly string[])[];
}
