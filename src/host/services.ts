import type { CancellationToken, Disposable, Event, ExtensionContext, LogOutputChannel } from "vscode";
import type { Comparison } from "./compare/comparison";
import type { CoverageChanged } from "../protocol/coverage";
import type { FinishRunResult, OpenProfileParams, ProfileSummary, Request } from "../protocol/requests";

/** What every feature of the host is built from; made once in extension.ts. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly profiles: Profiles;
  readonly reveal: Reveal;
  readonly comparison: Comparison;
}

/** The host's view of the server's profile store. The server starts with the first call, not before. */
export interface Profiles extends Disposable {
  readonly active: ProfileSummary | null;
  /** What the active profile was opened from: files or one run folder; enough to open it again. */
  readonly opened: OpenProfileParams | null;
  /** Fires after another profile became active, after the metric changed, and with null after `close`. */
  readonly onDidChangeActive: Event<ProfileSummary | null>;
  /** Manifests, locks or what a profile says of them changed; nothing fires before the server runs. */
  readonly onDidChangeCoverage: Event<CoverageChanged>;
  /** Shows progress with cancel. Rejects with a message fit for the user. */
  open(files: readonly string[], elf?: string): Promise<ProfileSummary>;
  finish(folder: string): Promise<FinishRunResult>;
  close(): Promise<void>;
  setMetric(metric: string): Promise<void>;
  request<P, R>(what: Request<P, R>, params: P, token?: CancellationToken): Promise<R>;
  /** A request that reads files: shows progress with cancel under this title; `token` cancels it too. */
  load<P, R>(what: Request<P, R>, params: P, title: string, token?: CancellationToken): Promise<R>;
}

/** Opens a source that a profile names: mapped, checked to lie in a known root, else asked for. */
export type Reveal = (file: string, line: number, options?: RevealOptions) => Promise<void>;

export interface RevealOptions {
  readonly beside?: boolean;
  /** The keyboard stays where it is. */
  readonly preserveFocus?: boolean;
}
