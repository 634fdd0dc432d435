import { CancellationTokenSource, EventEmitter, type CancellationToken, type Event } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Disposable } from "vscode";
import { CycleLensError } from "../core/errors";
import { coverageChanged, type CoverageChanged } from "../protocol/coverage";
import type { FinishRunResult, ProfileSummary, Request } from "../protocol/requests";
import {
  closeProfile,
  finishRun,
  openProfile,
  progressNotification,
  setMetric,
  type OpenProfileParams,
  type Progress,
} from "../protocol/requests";
import { clientOptions } from "./clientOptions";
import { fromServer } from "./serverErrors";
import type { Profiles, Services } from "./services";
import { withLoadProgress } from "./loadProgress";

/** The language server's client and what the host knows of its profile store. Nothing starts before the first call. */
export class ServerProfiles implements Profiles {
  private readonly changed = new EventEmitter<ProfileSummary | null>();
  private readonly progressed = new EventEmitter<Progress>();
  readonly onDidChangeActive: Event<ProfileSummary | null> = this.changed.event;
  private readonly coverage = new EventEmitter<CoverageChanged>();
  readonly onDidChangeCoverage: Event<CoverageChanged> = this.coverage.event;
  private summary: ProfileSummary | null = null;
  private starting: Promise<LanguageClient> | null = null;
  private client: LanguageClient | null = null;
  /** What to open again after the server had to be restarted. */
  opened: OpenProfileParams | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly disposables: Disposable[] = [this.changed, this.progressed, this.coverage];

  constructor(private readonly services: Pick<Services, "context" | "log">) {}

  get active(): ProfileSummary | null {
    return this.summary;
  }

  get isRunning(): boolean {
    return this.client !== null;
  }

  /** Starts the server; lenses and hovers work from then on. */
  async start(): Promise<void> {
    await this.ready();
  }

  async open(files: readonly string[], elf?: string): Promise<ProfileSummary> {
    const params: OpenProfileParams = elf === undefined ? { files } : { files, elf };
    return this.inTurn(async () => {
      const summary = await withLoadProgress(this.progressed.event, (token) =>
        this.send(openProfile, params, token),
      );
      this.opened = params;
      return this.activate(summary);
    });
  }

  async finish(folder: string): Promise<FinishRunResult> {
    return this.inTurn(async () => {
      const result = await withLoadProgress(this.progressed.event, (token) =>
        this.send(finishRun, { folder }, token),
      );
      this.opened = { files: [result.folder] };
      this.activate(result.summary);
      return result;
    });
  }

  async close(): Promise<void> {
    this.opened = null;
    if (this.client) await this.send(closeProfile, {});
    this.activate(null);
  }

  async setMetric(metric: string): Promise<void> {
    await this.send(setMetric, { metric });
    if (this.summary) this.activate({ ...this.summary, metric });
  }

  request<P, R>(what: Request<P, R>, params: P, token?: CancellationToken): Promise<R> {
    return this.send(what, params, token);
  }

  load<P, R>(what: Request<P, R>, params: P, title: string, token?: CancellationToken): Promise<R> {
    return withLoadProgress(this.progressed.event, (own) => this.send(what, params, own), { title, token });
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    void this.client?.dispose();
  }

  /** One load after the other: the last one asked for is the one that stays active. */
  private inTurn<T>(load: () => Promise<T>): Promise<T> {
    const result = this.turn.then(load);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private activate<T extends ProfileSummary | null>(summary: T): T {
    this.summary = summary;
    this.changed.fire(summary);
    return summary;
  }

  private async send<P, R>(what: Request<P, R>, params: P, token?: CancellationToken): Promise<R> {
    const client = await this.ready();
    try {
      return await (token
        ? client.sendRequest<R>(what.method, params, token)
        : client.sendRequest<R>(what.method, params));
    } catch (error) {
      throw fromServer(error);
    }
  }

  private ready(): Promise<LanguageClient> {
    this.starting ??= this.launch().catch((error: unknown) => {
      this.starting = null;
      throw new CycleLensError(
        "io",
        `the language server does not start: ${String(error)}`,
        "see the log of CycleLens",
        {
          cause: error,
        },
      );
    });
    return this.starting;
  }

  private async launch(): Promise<LanguageClient> {
    const { context, log } = this.services;
    // Loaded with the first use: it is the largest part of the bundle.
    const library = await import("vscode-languageclient/node");
    const { State, TransportKind } = library;
    const module = context.asAbsolutePath("dist/server.js");
    const run = { module, transport: TransportKind.ipc };
    const client = new library.LanguageClient(
      "cyclelens",
      "CycleLens",
      { run, debug: run },
      clientOptions(library, log),
    );
    this.disposables.push(
      client.onNotification(progressNotification, (progress: Progress) => this.progressed.fire(progress)),
      client.onNotification(coverageChanged, (what: CoverageChanged) => this.coverage.fire(what)),
      client.onDidChangeState(({ oldState, newState }) => {
        if (this.client && oldState === State.Starting && newState === State.Running) void this.restore();
      }),
    );
    await client.start();
    this.client = client;
    return client;
  }

  /** A restarted server has an empty store. */
  private async restore(): Promise<void> {
    const params = this.opened;
    if (!params) return;
    const source = new CancellationTokenSource();
    try {
      const metric = this.summary?.metric;
      const summary = await this.send(openProfile, params, source.token);
      if (metric !== undefined && metric !== summary.metric) await this.send(setMetric, { metric });
      this.activate({ ...summary, metric: metric ?? summary.metric });
    } catch (error) {
      this.services.log.error(`reopening ${params.files.join(", ")}: ${String(error)}`);
      this.opened = null;
      this.activate(null);
    } finally {
      source.dispose();
    }
  }
}
